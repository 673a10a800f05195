package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.evidence.Evidence;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.harness.RealSigstore;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Judge;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.SignaturePlaces;
import io.github.provenancegate.verdict.Status;
import io.github.provenancegate.verdict.Verdict;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Images that cosign signed with a real, private Sigstore, straight from the storage of the registry that it
/// pushed to.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealSigstoreTest {
    private static final String ROOT = "real";
    private static final String ENFORCE = "https://issuer.enforce.dev";
    private static final String ORGANISATION = ENFORCE + "/0caaf24ab1a0c33440c06afe99df986365b0781f/";
    private static final AllowedSigners DELIVERY = AllowedSigners.of(
            new AllowedSigner(new Signer(ENFORCE, ORGANISATION + "849d2cc9d2d23287"), ROOT),
            new AllowedSigner(new Signer(ENFORCE, ORGANISATION + "4c62b72c3445c4f3"), ROOT));
    private static final AllowedSigners BUILD = AllowedSigners.of(new AllowedSigner(
            new Signer(
                    "https://token.actions.githubusercontent.com",
                    "https://github.com/chainguard-images/images-private/.github/workflows/release.yaml@refs/heads/main"),
            ROOT));

    /// Of the refused ones for which the table of the images names no reason.
    private static final Map<String, String> REASONS = Map.of(
            "neg-key-legacy", "KEY_UNSUPPORTED",
            "neg-copied-legacy", "DIGEST_MISMATCH",
            "neg-otherca-bundle", "CERTIFICATE_UNTRUSTED",
            "neg-expired-legacy", "OUTSIDE_VALIDITY",
            "neg-badproof-bundle", "LOG_ENTRY_INVALID");

    private SigstoreSignatures signatures;

    @BeforeAll
    void openTheStorage() throws IOException, MalformedTrustRootException {
        TrustRoot root = TrustRoot.parse(ROOT, Files.readAllBytes(RealSigstore.trustedRoot()));
        try (InputStream archive = Files.newInputStream(RealSigstore.registryStorage())) {
            signatures = new SigstoreSignatures(
                    HeldRegistry.ofArchive(archive), SigstoreTrustRoots.of(List.of(root)), Thread::startVirtualThread);
        }
    }

    static Stream<RealSigstore.Row> rows() {
        return RealSigstore.rows().stream();
    }

    /// The base image is other packages' business; without it, what lacks a base is judged by its signature
    /// alone.
    @ParameterizedTest
    @MethodSource("rows")
    void eachImageEarnsTheStatusThatItsSignaturesDeserve(RealSigstore.Row row) {
        AllowedSigners allowed = row.kind().equals("base") ? BUILD : DELIVERY;
        PinnedImage image =
                PinnedImage.of((ImageReference.Pinned) ImageReference.parse("registry.example/" + row.reference()));
        Inquiry inquiry = new Inquiry(Deadline.after(Duration.ofMinutes(1), System::nanoTime), Observer.SILENT);
        List<Signature> found = signatures.find(image, List.of(allowed), inquiry);
        Verdict verdict = Judge.judge(
                        new Evidence.Gathered(image, new BaseClaim.NotAsked(), found, List.of()),
                        new Requirement.Delivery(allowed, BaseDigestRule.OPTIONAL, SignaturePlaces.BESIDE_THE_IMAGE))
                .verdict();
        Status expected = Status.valueOf(row.delivery());
        assertThat(verdict.status())
                .as("%s: %s, found %s", row.what(), verdict, found)
                .isEqualTo(expected == Status.NO_BASE ? Status.DELIVERY_VERIFIED : expected);
        String reason = row.reason().isEmpty() ? REASONS.getOrDefault(row.name(), "") : row.reason();
        assertThat(reason.isEmpty()).as("an error has a reason").isEqualTo(expected != Status.ERROR);
        if (expected == Status.ERROR) {
            assertThat(verdict.code()).hasToString(reason);
        }
    }
}
