package io.github.provenancegate.bench;

import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.fake.BundleSignature;
import io.github.provenancegate.fake.Content;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.SignatureManifest;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.SignaturePlaces;
import java.util.List;
import java.util.Map;

/// Images of one repository, each signed once by the organisation's syncer.
///
/// @param delivered signs in the legacy layout
record SignedRepository(FakeRegistry registry, VirtualSigstore sigstore, DeliveredImages delivered) {
    static final String PATH = DeliveredImages.ORGANIZATION + "/python";

    /// What each of them satisfies: delivered by the organisation, whatever its base.
    static final Requirement DELIVERY = new Requirement.Delivery(
            AllowedSigners.of(AllowedSigner.publicGood(
                    new Signer(DeliveredImages.SYNCER.issuer(), DeliveredImages.SYNCER.subject()))),
            BaseDigestRule.OPTIONAL,
            SignaturePlaces.BESIDE_THE_IMAGE);

    SignedRepository(FakeRegistry registry, VirtualSigstore sigstore) {
        this(registry, sigstore, new DeliveredImages(ImageStore.of(registry), sigstore));
    }

    Digest legacy(String seed) {
        return legacy(seed, Map.of(), Map.of());
    }

    Digest legacy(String seed, Map<String, String> labels, Map<String, String> annotations) {
        Digest image = registry.images(PATH).image(seed, labels, annotations);
        delivered.sign(PATH, image, DeliveredImages.SYNCER);
        return image;
    }

    /// Found by the referrers API and by the fallback tag.
    Digest bundle(String seed) {
        Digest image = registry.images(PATH).image(seed, Map.of(), Map.of());
        SignatureManifest referrer = sigstore.sign(DeliveredImages.SYNCER, image.toString())
                .bundle()
                .referrer("application/vnd.oci.image.manifest.v1+json", 1);
        referrer.blobs().forEach(blob -> registry.pushBlob(PATH, blob.bytes()));
        push(referrer.manifest());
        registry.tag(
                PATH, BundleSignature.fallbackTag(image.toString()), push(BundleSignature.index(List.of(referrer))));
        return image;
    }

    private Digest push(Content manifest) {
        return registry.pushManifest(PATH, manifest.mediaType(), manifest.bytes());
    }
}
