package io.github.provenancegate.harness;

import static io.github.provenancegate.fake.Logging.REKOR_1;
import static io.github.provenancegate.fake.Logging.REKOR_2;
import static io.github.provenancegate.fake.Logging.REKOR_2_DSSE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.fake.BundleDefect;
import io.github.provenancegate.fake.BundleSignature;
import io.github.provenancegate.fake.CertificateDefect;
import io.github.provenancegate.fake.Content;
import io.github.provenancegate.fake.Defect;
import io.github.provenancegate.fake.EntryDefect;
import io.github.provenancegate.fake.Identity;
import io.github.provenancegate.fake.LayerDefect;
import io.github.provenancegate.fake.LegacySignature;
import io.github.provenancegate.fake.PayloadDefect;
import io.github.provenancegate.fake.ProofDefect;
import io.github.provenancegate.fake.ReceiptDefect;
import io.github.provenancegate.fake.SignatureDefect;
import io.github.provenancegate.fake.SignatureManifest;
import io.github.provenancegate.fake.SigningRequest;
import io.github.provenancegate.fake.StatementDefect;
import io.github.provenancegate.fake.TimestampDefect;
import io.github.provenancegate.fake.VerifierDefect;
import io.github.provenancegate.fake.VirtualSigstore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real cosign judges what the virtual Sigstore signs. It accepts what is right, so the stand-in is faithful;
/// and it refuses what is spoiled, but for the defects listed here with the reason. Each of those we refuse:
/// where the two differ, ours is the stricter.
class CosignIT {
    private static final Identity SIGNER =
            Identity.ofEnforce("0caaf24ab1a0c33440c06afe99df986365b0781f", "849d2cc9d2d23287");
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private static final Map<Defect, String> ACCEPTED_OF_ANY_CERTIFICATE = Map.of(
            CertificateDefect.EXTENDED_KEY_USAGE_MISSING, "no usage counts as any usage",
            CertificateDefect.KEY_USAGE_MISSING, "a leaf's key usage is not looked at",
            CertificateDefect.LEAF_IS_A_CA, "a leaf's basic constraints are not looked at",
            CertificateDefect.TWO_SUBJECTS, "one subject that matches is enough",
            CertificateDefect.RSA_KEY, "any kind of key is taken",
            CertificateDefect.P384_KEY, "any kind of key is taken");

    private static final Map<Defect, String> ACCEPTED_OF_LEGACY = Map.of(
            PayloadDefect.ANOTHER_TYPE, "the type is not compared",
            PayloadDefect.DUPLICATE_KEY, "the last of two keys counts",
            PayloadDefect.HUGE, "its limit is higher",
            VerifierDefect.TWO_CERTIFICATES, "the first of several counts",
            VerifierDefect.HUNDRED_CERTIFICATES, "the first of several counts",
            TimestampDefect.AFTER_CERTIFICATE, "a timestamp is not looked at unless asked for",
            LayerDefect.LOG_ENTRY_DUPLICATE_KEY, "the last of two keys counts");

    private static final Map<Defect, String> ACCEPTED_OF_ANY_BUNDLE = Map.of(
            StatementDefect.SBOM_PREDICATE, "an attestation counts as a signature",
            StatementDefect.ANOTHER_STATEMENT_TYPE, "the statement's type is not compared",
            BundleDefect.KIND_MISMATCH, "the body's own kind counts",
            BundleDefect.VERSION_MISMATCH, "the body's own version counts",
            BundleDefect.SIGNATURE_BASE64_NOT_CANONICAL, "spare bits are passed over",
            ProofDefect.CHECKPOINT_OF_ANOTHER_SIZE, "the checkpoint's size is not compared");

    private static final Map<Defect, String> ACCEPTED_OF_REKOR_1 = Map.of(
            CertificateDefect.ED25519_KEY, "any kind of key is taken",
            CertificateDefect.ISSUERS_DISAGREE, "the newer extension counts",
            TimestampDefect.AFTER_CERTIFICATE, "a timestamp is not looked at unless asked for",
            TimestampDefect.OVER_OTHER_BYTES, "a timestamp is not looked at unless asked for",
            TimestampDefect.BY_UNTRUSTED_AUTHORITY, "a timestamp is not looked at unless asked for",
            TimestampDefect.BY_RETIRED_AUTHORITY, "a timestamp is not looked at unless asked for",
            TimestampDefect.TOKEN_SPOILED, "a timestamp is not looked at unless asked for");

    private static final Map<Defect, String> ACCEPTED_OF_REKOR_2 = Map.of(
            EntryDefect.LOG_RETIRED, "a Rekor v2 log's validity is not looked at",
            ReceiptDefect.BODY_BYTE_CHANGED, "the body is made anew from the signature",
            ProofDefect.INDEX_CHANGED, "the entry's index counts, not the proof's",
            ProofDefect.INDEX_BEYOND_TREE, "the entry's index counts, not the proof's",
            ProofDefect.INDEX_NEGATIVE, "the entry's index counts, not the proof's",
            ProofDefect.ROOT_HASH_WRONG, "the checkpoint's root counts, not the proof's");

    private static final List<String> BY_TIMESTAMP = List.of("--use-signed-timestamps");

    private final Content image = new Content(
            MANIFEST,
            ("{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST + "\",\"config\":{\"mediaType\":"
                            + "\"application/vnd.oci.image.config.v1+json\",\"size\":2,\"digest\":\""
                            + DistributionRegistry.digest("{}".getBytes(UTF_8)) + "\"},\"layers\":[]}")
                    .getBytes(UTF_8));
    private final VirtualSigstore sigstore =
            VirtualSigstore.seeded(InstantSource.fixed(Instant.parse("2026-07-01T12:00:00Z")), 1);
    private final SigningRequest request = sigstore.sign(SIGNER, image.digest());

    @TempDir
    private Path home;

    @Test
    void whatIsRightCosignAccepts() throws Exception {
        try (var registry = DistributionRegistry.start()) {
            var cosign = cosign();
            var refused = new LinkedHashMap<String, Outcome>();
            refused.put("legacy", cosign.verify(push(registry, "legacy", request.legacy()), SIGNER, List.of()));
            refused.put(
                    "legacy, timestamped",
                    cosign.verify(
                            push(registry, "legacy-tsa", request.timestamped().legacy()), SIGNER, BY_TIMESTAMP));
            refused.put("Rekor v1", cosign.verify(push(registry, "r1", request.bundle()), SIGNER, List.of()));
            refused.put(
                    "Rekor v1, timestamped",
                    cosign.verify(push(registry, "r1-tsa", request.timestamped().bundle()), SIGNER, BY_TIMESTAMP));
            refused.put(
                    "Rekor v2",
                    cosign.verify(push(registry, "r2", request.loggedIn(REKOR_2).bundle()), SIGNER, BY_TIMESTAMP));
            refused.values().removeIf(outcome -> outcome.exitCode() == 0);

            assertThat(refused).isEmpty();
        }
    }

    @Test
    void aRepositoryForAllSignaturesIsLaidOutAsOurs() throws Exception {
        try (var registry = DistributionRegistry.start()) {
            String unsigned = pushImage(registry, "apart");
            push(registry, "all/signatures", request.legacy().manifest(), LegacySignature.tag(image.digest()));
            var there = Map.of("COSIGN_REPOSITORY", registry.host() + "/all/signatures");

            assertThat(cosign().verify(unsigned, SIGNER, List.of()).exitCode()).isNotZero();
            assertThat(cosign().verify(unsigned, SIGNER, List.of(), there).exitCode())
                    .isZero();
        }
    }

    /// Cosign 3.0 writes such entries.
    @Test
    void thisCosignCannotReadAnEnvelopeInRekor2() throws Exception {
        try (var registry = DistributionRegistry.start()) {
            var image = push(registry, "r2", request.loggedIn(REKOR_2_DSSE).bundle());

            assertThat(cosign().verify(image, SIGNER, BY_TIMESTAMP).stderr()).contains("no signatures found");
        }
    }

    @Test
    void cosignRefusesWhatIsSpoiledInTheLegacyLayout() throws Exception {
        assertThat(accepted(
                        Defect.ofLegacyLayout(),
                        List.of(),
                        (registry, name, defect) ->
                                push(registry, name, request.spoiledBy(defect).legacy())))
                .isEqualTo(union(List.of(ACCEPTED_OF_ANY_CERTIFICATE, ACCEPTED_OF_LEGACY)));
    }

    @Test
    void cosignRefusesASpoiledBundleInRekor1() throws Exception {
        assertThat(accepted(
                        Defect.ofBundleLayout(REKOR_1),
                        List.of(),
                        (registry, name, defect) ->
                                push(registry, name, request.spoiledBy(defect).bundle())))
                .isEqualTo(union(List.of(ACCEPTED_OF_ANY_CERTIFICATE, ACCEPTED_OF_ANY_BUNDLE, ACCEPTED_OF_REKOR_1)));
    }

    /// What has nothing to do with the log was tried with Rekor v1.
    @Test
    void cosignRefusesASpoiledBundleInRekor2() throws Exception {
        var defects = Defect.ofBundleLayout(REKOR_2).stream()
                .filter(defect -> !(defect instanceof CertificateDefect)
                        && !(defect instanceof StatementDefect)
                        && !(defect instanceof SignatureDefect))
                .toList();

        assertThat(accepted(
                        defects,
                        BY_TIMESTAMP,
                        (registry, name, defect) -> push(
                                registry,
                                name,
                                request.loggedIn(REKOR_2).spoiledBy(defect).bundle())))
                .isEqualTo(union(List.of(ACCEPTED_OF_ANY_BUNDLE, ACCEPTED_OF_REKOR_2)).stream()
                        .filter(defects::contains)
                        .collect(Collectors.toSet()));
    }

    /// Pushes an image with a signature of one defect.
    private interface Spoiler {
        String push(DistributionRegistry registry, String name, Defect defect);
    }

    private Set<Defect> accepted(List<Defect> defects, List<String> options, Spoiler spoiler) throws Exception {
        var cosign = cosign();
        try (var registry = DistributionRegistry.start();
                var executor = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            Map<Defect, Future<Outcome>> outcomes = new LinkedHashMap<>();
            for (Defect defect : defects) {
                String image = spoiler.push(registry, "image-" + outcomes.size(), defect);
                outcomes.put(defect, executor.submit(() -> cosign.verify(image, SIGNER, options)));
            }
            Set<Defect> accepted = new HashSet<>();
            for (var outcome : outcomes.entrySet()) {
                if (outcome.getValue().get().exitCode() == 0) {
                    accepted.add(outcome.getKey());
                }
            }
            return accepted;
        }
    }

    private Cosign cosign() throws IOException {
        return new Cosign(home, Files.writeString(home.resolve("trusted_root.json"), sigstore.trustedRootJson()));
    }

    private String push(DistributionRegistry registry, String name, LegacySignature signature) {
        String reference = pushImage(registry, name);
        push(registry, name, signature.manifest(), LegacySignature.tag(image.digest()));
        return reference;
    }

    private String push(DistributionRegistry registry, String name, BundleSignature signature) {
        String reference = pushImage(registry, name);
        SignatureManifest referrer = signature.referrer(MANIFEST, image.size());
        push(registry, name, referrer, referrer.manifest().digest());
        Content index = BundleSignature.index(List.of(referrer));
        registry.pushManifest(name, BundleSignature.fallbackTag(image.digest()), index.mediaType(), index.bytes());
        return reference;
    }

    private static void push(
            DistributionRegistry registry, String name, SignatureManifest signature, String reference) {
        signature.blobs().forEach(blob -> registry.pushBlob(name, blob.bytes()));
        registry.pushManifest(
                name,
                reference,
                signature.manifest().mediaType(),
                signature.manifest().bytes());
    }

    private String pushImage(DistributionRegistry registry, String name) {
        registry.pushBlob(name, "{}".getBytes(UTF_8));
        return registry.host() + "/" + name + "@" + registry.pushManifest(name, MANIFEST, image.bytes());
    }

    private static Set<Defect> union(List<Map<Defect, String>> accepted) {
        return accepted.stream().flatMap(map -> map.keySet().stream()).collect(Collectors.toSet());
    }
}
