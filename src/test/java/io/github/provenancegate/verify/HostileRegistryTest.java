package io.github.provenancegate.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.ConnectionFault;
import io.github.provenancegate.fake.ConnectionFault.Point;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FaultProxy;
import io.github.provenancegate.fake.PlainHttp;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.registry.OciRegistry;
import io.github.provenancegate.registry.RegistrySettings;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Verdict;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What becomes of a verdict when a registry's connections are at fault, and where each way in which a registry
/// can be hostile is tested; all of it against real sockets. A registry …
///
/// * that no policy matches: `webhook.ReviewerTest`
/// * at an address of this machine, a private one, or another than was checked: `transport.AddressRulesTest`,
/// `AddressClassTest`
/// * that redirects (http, another port, a loop, for a credential): `registry.OciRegistryRedirectTest`, `HarvestTest`
/// * whose token realm is elsewhere, or answers nonsense: `registry.OciRegistryAccessTest`, `HarvestTest`
/// * whose body is endless, slow, cut off, encoded: `registry.OciRegistryHostileTest`, `transport.FaultyConnectionTest`
/// * whose digests lie: `registry.OciRegistryHostileTest`
/// * whose manifests are none, too deep, too many: `registry.ManifestFormTest`, `BaseClaimsTest`
/// * whose tag moves: [ProvenanceVerifierTest]
/// * with any number of signatures: [ManySignaturesTest], `registry.ReferrerReadsTest`
/// * that answers 401, 403, 404: `registry.OciRegistryHostileTest`, [ProvenanceVerifierTest]
/// * that answers 429: `registry.OciRegistryHostileTest`, `transport.HostMemoryTest`
/// * that fails, flaps, refuses, has no name: `registry.OciRegistryHostileTest`, `transport.HostMemoryTest`
/// * with bad TLS: `transport.TransportTlsTest`, `FaultyConnectionTest`
/// * that takes up no connection: `transport.TransportTest`
/// * that is silent on it: here, `transport.FaultyConnectionTest`
/// * that is dead while others live: here, `transport.HostMemoryTest`
class HostileRegistryTest {
    private static final RealEdges EDGES = new RealEdges();

    private final FaultProxy proxy = FaultProxy.to(EDGES.fake().port());
    private final ProvenanceVerifier verifier = verifier();

    @AfterEach
    void stop() {
        proxy.close();
    }

    private static ProvenanceVerifier verifier() {
        Registry registry = new OciRegistry(
                PlainHttp.transport("127.0.0.1"),
                Credentials.ANONYMOUS,
                RegistrySettings.DEFAULT,
                Thread::startVirtualThread,
                System::nanoTime);
        return EDGES.verifier(registry, EDGES.signatures(registry));
    }

    private Verdict examine(String host, Duration budget) {
        String image = EDGES.pinned(Scenario.VERIFIED).toString();
        return RealEdges.examine(
                verifier,
                ImageReference.parse(host + image.substring(image.indexOf('/'))),
                RealEdges.delivery(BaseDigestRule.REQUIRED),
                new Inquiry(Deadline.after(budget, System::nanoTime), Observer.SILENT));
    }

    @Test
    void anImageBehindASoundConnectionIsProven() {
        assertThat(examine(proxy.host(), Duration.ofSeconds(20)).code()).isEqualTo(ReasonCode.PROVEN);
    }

    static Stream<ConnectionFault> passing() {
        return Stream.of(
                new ConnectionFault.HalfOpen(),
                new ConnectionFault.LossAfter(new Point.BytesOfBody(100)),
                new ConnectionFault.ResetAfter(new Point.Bytes(10)),
                new ConnectionFault.ResetAfter(new Point.BytesOfBody(100)),
                new ConnectionFault.TrickleAfter(new Point.Bytes(10), Duration.ofMillis(100)));
    }

    /// Which of the two codes it is depends on the fault; what counts is that none of them is a proof, an
    /// absence or a refutation.
    @ParameterizedTest
    @MethodSource("passing")
    void whatNoConnectionBringsIsUndetermined(ConnectionFault fault) {
        proxy.spoil(fault);
        assertThat(examine(proxy.host(), Duration.ofSeconds(1)).code())
                .isIn(ReasonCode.REGISTRY_UNREACHABLE, ReasonCode.DEADLINE_EXCEEDED);
        proxy.heal();
        assertThat(examine(proxy.host(), Duration.ofSeconds(20)).code()).isEqualTo(ReasonCode.PROVEN);
    }

    @Test
    void aRegistryThatTakesUpConnectionsAndIsSilentIsNotCalledUnreachable() {
        proxy.spoil(new ConnectionFault.HalfOpen());
        assertThat(examine(proxy.host(), Duration.ofSeconds(1)).code()).isEqualTo(ReasonCode.DEADLINE_EXCEEDED);
    }

    @Test
    void aDeadRegistryDelaysNoOther() throws Exception {
        proxy.spoil(new ConnectionFault.HalfOpen());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Verdict> dead = threads.submit(() -> examine(proxy.host(), Duration.ofSeconds(2)));
            while (proxy.accepted() == 0) {
                Thread.onSpinWait();
            }
            assertThat(examine(EDGES.fake().host(), Duration.ofSeconds(20)).code())
                    .isEqualTo(ReasonCode.PROVEN);
            assertThat(dead).isNotDone();
            assertThat(dead.get().code()).isEqualTo(ReasonCode.DEADLINE_EXCEEDED);
        }
    }
}
