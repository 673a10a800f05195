package io.github.provenancegate.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryRequest;
import io.github.provenancegate.fake.Identity;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.registry.OciRegistry;
import io.github.provenancegate.registry.RegistrySettings;
import io.github.provenancegate.sigstore.MalformedTrustRootException;
import io.github.provenancegate.sigstore.SigstoreSignatures;
import io.github.provenancegate.sigstore.SigstoreTrustRoots;
import io.github.provenancegate.sigstore.TrustRoot;
import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.transport.TransportSettings;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.Status;
import io.github.provenancegate.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The use case on its real edges: HTTP to a fake registry, signatures of a throw-away Sigstore.
class ProvenanceVerifierTest {
    private static final Executor SIDE_BY_SIDE = Executors.newVirtualThreadPerTaskExecutor();
    private static final FakeRegistry REGISTRY = FakeRegistry.start();
    private static final VirtualSigstore SIGSTORE =
            VirtualSigstore.seeded(InstantSource.fixed(Instant.parse("2026-07-01T12:00:00Z")), 7);
    private static final AllowedSigners SYNCER = signer(DeliveredImages.SYNCER);
    private static final AllowedSigners BUILDER = signer(DeliveredImages.BASE_BUILDER);
    private static Map<Scenario, String> images = Map.of();
    private static Registry oci = registry();
    private static Signatures signatures = signatures(oci);

    @BeforeAll
    static void deliver() {
        images = new DeliveredImages(ImageStore.of(REGISTRY), SIGSTORE).pushAll();
    }

    @AfterAll
    static void stop() {
        REGISTRY.close();
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void eachStatusIsReachedInFullAndInDeliveryMode(Scenario scenario) {
        assertThat(examine(pinned(scenario), full(scenario)).status()).isEqualTo(Status.valueOf(scenario.fullStatus()));
        assertThat(examine(pinned(scenario), delivery(BaseDigestRule.REQUIRED)).status())
                .isEqualTo(Status.valueOf(scenario.deliveryStatus()));
    }

    @Test
    void aTagIsPinnedOnceAndEverythingAfterSpeaksOfThatDigest() {
        REGISTRY.forgetRequests();

        Examination examination = verifier(oci, signatures)
                .examine(tagged(Scenario.VERIFIED), List.of(full(Scenario.VERIFIED)), inquiry())
                .getFirst();

        assertThat(examination.judgement().verdict()).isInstanceOf(Verdict.Verified.class);
        assertThat(examination.digest()).contains(((ImageReference.Pinned) pinned(Scenario.VERIFIED)).digest());
        assertThat(REGISTRY.requests())
                .filteredOn(request -> request.target().endsWith("/manifests/latest"))
                .hasSize(1);
    }

    @Test
    void eachQuestionIsAskedOnceHoweverManyPoliciesThereAre() {
        int alone = requestsFor(List.of(full(Scenario.VERIFIED)));

        int together = requestsFor(List.of(
                full(Scenario.VERIFIED),
                delivery(BaseDigestRule.REQUIRED),
                delivery(BaseDigestRule.OPTIONAL),
                full(Scenario.VERIFIED)));

        assertThat(together).isEqualTo(alone);
    }

    @Test
    void withoutABaseToReadTheManifestOfADigestIsNotFetched() {
        REGISTRY.forgetRequests();

        assertThat(examine(pinned(Scenario.VERIFIED), delivery(BaseDigestRule.OPTIONAL))
                        .isProven())
                .isTrue();

        String digest =
                ((ImageReference.Pinned) pinned(Scenario.VERIFIED)).digest().toString();
        assertThat(REGISTRY.requests())
                .extracting(FakeRegistryRequest::target)
                .noneMatch(target -> target.endsWith("/manifests/" + digest));
    }

    @Test
    void anImageThatTheRegistryDoesNotHaveIsNotFound() {
        ImageReference gone = ImageReference.parse(REGISTRY.host() + "/acme.com/gone");
        ImageReference goneToo = ImageReference.parse(gone.repository() + "@sha256:" + "e".repeat(64));

        assertThat(examine(gone, delivery(BaseDigestRule.REQUIRED)).code()).isEqualTo(ReasonCode.IMAGE_NOT_FOUND);
        assertThat(examine(goneToo, delivery(BaseDigestRule.REQUIRED)).code()).isEqualTo(ReasonCode.IMAGE_NOT_FOUND);
        assertThat(examine(goneToo, delivery(BaseDigestRule.OPTIONAL)).code()).isEqualTo(ReasonCode.UNSIGNED);
    }

    /// Strikes each call of each port in turn, once by "could not ask" and then by every kind of defect.
    @ParameterizedTest
    @ValueSource(strings = {"undetermined", "exception", "stack overflow", "assertion"})
    void nothingThatAPortThrowsEverAdmits(String kind) {
        FaultyPorts counting = new FaultyPorts(0, () -> {});
        examineWith(counting);
        int calls = counting.calls();
        assertThat(calls).isGreaterThanOrEqualTo(8);

        for (int call = 1; call <= calls; call++) {
            FaultyPorts faulty = new FaultyPorts(call, () -> strike(kind));
            Verdict verdict = examineWith(faulty);
            assertThat(faulty.calls()).as("call %d was made", call).isGreaterThanOrEqualTo(call);
            assertThat(verdict.isProven()).as("%s at call %d", kind, call).isFalse();
            assertThat(verdict.code())
                    .as("%s at call %d", kind, call)
                    .isIn(
                            kind.equals("undetermined") ? ReasonCode.REGISTRY_UNREACHABLE : ReasonCode.INTERNAL,
                            // an attacked candidate is refuted where a parser would have thrown
                            ReasonCode.BASE_REFUTED,
                            ReasonCode.PAYLOAD_INVALID);
        }
    }

    @Test
    void aPortThatNeverAnswersCostsNoMoreThanTheDeadline() {
        CountDownLatch never = new CountDownLatch(1);
        FaultyPorts stuck = new FaultyPorts(1, () -> {
            try {
                never.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });

        Verdict verdict = verifier(stuck.around(oci), signatures)
                .examine(
                        tagged(Scenario.VERIFIED),
                        List.of(full(Scenario.VERIFIED)),
                        new Inquiry(Deadline.after(Duration.ofMillis(20), System::nanoTime), Observer.SILENT))
                .getFirst()
                .judgement()
                .verdict();
        never.countDown();

        assertThat(verdict.code()).isEqualTo(ReasonCode.DEADLINE_EXCEEDED);
        assertThat(((Verdict.Undetermined) verdict).detail()).contains("resolving the tag");
    }

    @Test
    void anExecutorThatIsFullIsAnInternalErrorAndNoAdmission() {
        ProvenanceVerifier refused = new ProvenanceVerifier(oci, signatures, _ -> {
            throw new java.util.concurrent.RejectedExecutionException("full");
        });

        assertThat(refused.examine(pinned(Scenario.VERIFIED), List.of(full(Scenario.VERIFIED)), inquiry())
                        .getFirst()
                        .judgement()
                        .verdict()
                        .code())
                .isEqualTo(ReasonCode.INTERNAL);
    }

    @Test
    void anImageAboutWhichNothingIsRequiredIsNoQuestion() {
        assertThatThrownBy(() -> verifier(oci, signatures).examine(pinned(Scenario.VERIFIED), List.of(), inquiry()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void strike(String kind) {
        switch (kind) {
            case "undetermined" -> throw new UndeterminedException(ReasonCode.REGISTRY_UNREACHABLE, "no connection");
            case "exception" -> throw new IllegalStateException("a defect");
            case "stack overflow" -> throw new StackOverflowError();
            case "assertion" -> throw new AssertionError("a defect");
            default -> throw new IllegalArgumentException(kind);
        }
    }

    /// The longest way: a tag in full mode.
    private static Verdict examineWith(FaultyPorts ports) {
        Registry registry = ports.around(oci);
        return verifier(registry, ports.around(signatures(registry)))
                .examine(tagged(Scenario.VERIFIED), List.of(full(Scenario.VERIFIED)), inquiry())
                .getFirst()
                .judgement()
                .verdict();
    }

    private static Verdict examine(ImageReference image, Requirement requirement) {
        return verifier(oci, signatures)
                .examine(image, List.of(requirement), inquiry())
                .getFirst()
                .judgement()
                .verdict();
    }

    private static int requestsFor(List<Requirement> requirements) {
        REGISTRY.forgetRequests();
        List<Examination> examinations =
                verifier(oci, signatures).examine(pinned(Scenario.VERIFIED), requirements, inquiry());
        assertThat(examinations)
                .hasSize(requirements.size())
                .allMatch(examination -> examination.judgement().verdict().isProven());
        return REGISTRY.requests().size();
    }

    private static ProvenanceVerifier verifier(Registry registry, Signatures signatures) {
        return new ProvenanceVerifier(registry, signatures, SIDE_BY_SIDE);
    }

    private static Registry registry() {
        TransportSettings plain = new TransportSettings(
                List.of(TransportSettings.PlainHost.parse(REGISTRY.host())),
                List.of(),
                List.of(),
                java.util.Optional.empty(),
                TransportSettings.DEFAULT.connectTimeout(),
                TransportSettings.DEFAULT.requestTimeout());
        return new OciRegistry(
                new Transport(plain, RandomGenerator.getDefault()),
                Credentials.ANONYMOUS,
                RegistrySettings.DEFAULT,
                SIDE_BY_SIDE,
                System::nanoTime);
    }

    private static Signatures signatures(Registry registry) {
        try {
            TrustRoot root = TrustRoot.parse(
                    AllowedSigner.PUBLIC_GOOD, SIGSTORE.trustedRootJson().getBytes(StandardCharsets.UTF_8));
            return new SigstoreSignatures(registry, SigstoreTrustRoots.of(List.of(root)), SIDE_BY_SIDE);
        } catch (MalformedTrustRootException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private static AllowedSigners signer(Identity identity) {
        return AllowedSigners.of(AllowedSigner.publicGood(new Signer(identity.issuer(), identity.subject())));
    }

    private static Requirement full(Scenario scenario) {
        return new Requirement.Full(
                SYNCER, new Repository(REGISTRY.host(), "chainguard-private/" + scenario.repository()), BUILDER);
    }

    private static Requirement delivery(BaseDigestRule rule) {
        return new Requirement.Delivery(SYNCER, rule);
    }

    private static ImageReference pinned(Scenario scenario) {
        return ImageReference.parse(images.getOrDefault(scenario, ""));
    }

    private static ImageReference tagged(Scenario scenario) {
        return ImageReference.parse(REGISTRY.host() + "/acme.com/" + scenario.repository() + ":latest");
    }

    private static Inquiry inquiry() {
        return new Inquiry(Deadline.after(Duration.ofSeconds(30), System::nanoTime), Observer.SILENT);
    }
}
