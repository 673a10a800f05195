package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.evidence.Evidence;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.fake.Content;
import io.github.provenancegate.fake.Identity;
import io.github.provenancegate.fake.LegacySignature;
import io.github.provenancegate.fake.SignatureManifest;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.policy.Organization;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Judge;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.SignaturePlaces;
import io.github.provenancegate.verdict.Verdict;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Signatures that are right in everything, by somebody whom an organisation's policy does not name: each is
/// the wrong signer's, and none is called unsigned.
class OtherSignersTest {
    private static final VirtualSigstore SIGSTORE =
            VirtualSigstore.seeded(InstantSource.fixed(Instant.parse("2026-07-01T12:00:00Z")), 7);
    private static final String ENFORCE = "https://issuer.enforce.dev";
    private static final String ORGANISATION = "0caaf24ab1a0c33440c06afe99df986365b0781f";
    private static final String SYNCER = "849d2cc9d2d23287";
    private static final String BUILDER = "4c62b72c3445c4f3";
    private static final String SUBJECT = ENFORCE + "/" + ORGANISATION + "/" + SYNCER;
    private static final Requirement REQUIREMENT = new Requirement.Delivery(
            new Organization("acme.com", ORGANISATION, List.of(SYNCER, BUILDER)).signers(),
            BaseDigestRule.OPTIONAL,
            SignaturePlaces.BESIDE_THE_IMAGE);
    private static final PinnedImage IMAGE =
            new PinnedImage(Repository.parse("registry.example/app"), new Digest("ab".repeat(32)));

    static Stream<Identity> others() {
        return Stream.of(
                Identity.ofEnforce("9".repeat(40), SYNCER),
                Identity.ofEnforce(ORGANISATION, "0123456789abcdef"), // such as a pull token
                Identity.ofEnforceHuman(ORGANISATION),
                Identity.ofEnforceHuman("8".repeat(40)),
                new Identity(ENFORCE, SUBJECT + "/" + BUILDER),
                new Identity(ENFORCE, SUBJECT + "/"),
                new Identity(ENFORCE, SUBJECT + "?x"),
                new Identity(ENFORCE, ENFORCE + "/" + ORGANISATION.toUpperCase(java.util.Locale.ROOT) + "/" + SYNCER),
                new Identity(ENFORCE + "/", SUBJECT),
                new Identity(ENFORCE + ".evil.example", SUBJECT),
                new Identity("http://issuer.enforce.dev", SUBJECT),
                new Identity("https://token.actions.githubusercontent.com", SUBJECT));
    }

    @Test
    void bothIdentitiesOfTheOrganisationCount() {
        for (String identity : List.of(SYNCER, BUILDER)) {
            assertThat(judge(Identity.ofEnforce(ORGANISATION, identity))).isInstanceOf(Verdict.DeliveryVerified.class);
        }
    }

    @ParameterizedTest
    @MethodSource("others")
    void whoeverElseSignsIsTheWrongSigner(Identity other) {
        assertThat(judge(other)).isInstanceOfSatisfying(Verdict.Refuted.class, refuted -> {
            assertThat(refuted.code()).isEqualTo(ReasonCode.WRONG_SIGNER);
            assertThat(refuted.found()).isEqualTo(Optional.of(new Signer(other.issuer(), other.subject())));
        });
    }

    private static Verdict judge(Identity signer) {
        HeldRegistry registry = new HeldRegistry();
        SignatureManifest manifest = LegacySignature.manifest(
                List.of(SIGSTORE.sign(signer, IMAGE.digest().toString()).legacy()));
        manifest.blobs().stream().map(Content::bytes).forEach(registry::put);
        registry.tag(
                IMAGE.repository(),
                LegacyManifest.tag(IMAGE.digest()),
                manifest.manifest().bytes());
        List<Signature> found = new SigstoreSignatures(registry, roots(), Thread::startVirtualThread)
                .find(
                        IMAGE,
                        List.of(REQUIREMENT.delivery()),
                        new Inquiry(Deadline.after(Duration.ofMinutes(1), System::nanoTime), Observer.SILENT));
        return Judge.judge(new Evidence.Gathered(IMAGE, new BaseClaim.NotAsked(), found, List.of()), REQUIREMENT)
                .verdict();
    }

    private static SigstoreTrustRoots roots() {
        try {
            return SigstoreTrustRoots.of(List.of(TrustRoot.parse(
                    AllowedSigner.PUBLIC_GOOD, SIGSTORE.trustedRootJson().getBytes(StandardCharsets.UTF_8))));
        } catch (MalformedTrustRootException malformed) {
            throw new IllegalStateException(malformed);
        }
    }
}
