package io.github.provenancegate.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.harness.RealSigstore;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.sigstore.GenuineSignature;
import io.github.provenancegate.sigstore.HeldRegistry;
import io.github.provenancegate.sigstore.MalformedTrustRootException;
import io.github.provenancegate.sigstore.SigstoreSignatures;
import io.github.provenancegate.sigstore.SigstoreTrustRoots;
import io.github.provenancegate.sigstore.TrustRoot;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.TestAbortedException;

/// Signed images in memory, verified one after the other on the calling thread: what a registry would have to
/// be asked for is there at once, and nothing of a signature is remembered.
final class SignedImages {
    private static final Repository CHAINGUARD = Repository.parse("cgr.dev/chainguard/image");
    private static final Signer SYNCER = new Signer(
            "https://issuer.enforce.dev",
            "https://issuer.enforce.dev/0caaf24ab1a0c33440c06afe99df986365b0781f/849d2cc9d2d23287");

    private final SigstoreSignatures signatures;
    private final List<Signed> images;
    private int next;

    /// @param signer who signed it; his certificates are tried first, as under a policy
    private record Signed(PinnedImage image, AllowedSigners signer) {}

    private SignedImages(HeldRegistry registry, SigstoreTrustRoots roots, List<Signed> images) {
        this.signatures = new SigstoreSignatures(registry, roots, Runnable::run);
        this.images = images;
    }

    /// @throws TestAbortedException where the folder that holds them is absent
    static SignedImages of(Specimen specimen) {
        return switch (specimen) {
            case CHAINGUARD_LEGACY -> chainguard();
            case COSIGN_LEGACY -> cosign("legacy-labelonly");
            case COSIGN_BUNDLE_REKOR_1 -> cosign("bundle30-r1tsa-single");
            case COSIGN_BUNDLE_REKOR_2 -> cosign("bundle-r2tsa-single");
        };
    }

    /// Whether these can be measured: they are there, and are proven.
    static boolean measurable(Specimen specimen) {
        try {
            return of(specimen).allProven();
        } catch (TestAbortedException absent) {
            return false;
        }
    }

    private static SignedImages chainguard() {
        HeldRegistry registry = new HeldRegistry();
        List<Signed> images = new ArrayList<>();
        for (GenuineSignature genuine : GenuineSignature.all()) {
            ObjectNode manifest = new ObjectMapper().createObjectNode();
            manifest.put("schemaVersion", 2).putArray("layers").add(genuine.layer());
            registry.put(genuine.payloadBytes());
            registry.tag(
                    CHAINGUARD,
                    "sha256-" + genuine.image().hex() + ".sig",
                    manifest.toString().getBytes(StandardCharsets.UTF_8));
            images.add(new Signed(
                    new PinnedImage(CHAINGUARD, genuine.image()),
                    AllowedSigners.of(AllowedSigner.publicGood(genuine.signer()))));
        }
        return new SignedImages(registry, SigstoreTrustRoots.bundledAlone(), images);
    }

    private static SignedImages cosign(String name) {
        RealSigstore.Row row = RealSigstore.rows().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        PinnedImage image =
                PinnedImage.of((ImageReference.Pinned) ImageReference.parse("registry.example/" + row.reference()));
        try (var archive = Files.newInputStream(RealSigstore.registryStorage())) {
            TrustRoot root = TrustRoot.parse(AllowedSigner.PUBLIC_GOOD, Files.readAllBytes(RealSigstore.trustedRoot()));
            return new SignedImages(
                    HeldRegistry.ofArchive(archive),
                    SigstoreTrustRoots.of(List.of(root)),
                    List.of(new Signed(image, AllowedSigners.of(AllowedSigner.publicGood(SYNCER)))));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (MalformedTrustRootException malformed) {
            throw new IllegalStateException(malformed);
        }
    }

    /// What is found on the next image, in turns.
    List<Signature> verifyNext() {
        next = (next + 1) % images.size();
        return verify(images.get(next));
    }

    boolean allProven() {
        return images.stream().allMatch(image -> verify(image).stream().anyMatch(Signature.Proven.class::isInstance));
    }

    private List<Signature> verify(Signed signed) {
        Inquiry inquiry = new Inquiry(Deadline.after(Duration.ofSeconds(10), System::nanoTime), Observer.SILENT);
        return signatures.find(signed.image(), List.of(signed.signer()), inquiry);
    }
}
