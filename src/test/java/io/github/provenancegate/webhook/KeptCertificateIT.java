package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.provenancegate.cluster.ServingSecret;
import io.github.provenancegate.cluster.WebhookTrust;
import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.ProvgateProcess;
import io.github.provenancegate.kubernetes.CertificateMint;
import io.github.provenancegate.kubernetes.CertificateRotation;
import io.github.provenancegate.kubernetes.ServingPair;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Two packaged replicas that share one certificate, called by a real API server while it is rotated, deleted
/// and made unknown: a call that fails would deny.
@ExtendWith(ControlPlaneExtension.class)
class KeptCertificateIT {
    /// A replica looks every 10 seconds.
    private static final Duration SWAPPED_MAX = Duration.ofSeconds(60);

    private static final String CONFIGURATIONS =
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";

    private static final String BUNDLE = "/webhooks/0/clientConfig/caBundle";

    private final ControlPlane plane;
    private final List<ProvgateProcess> replicas = new ArrayList<>();
    private final Instant start = Instant.now();
    private String gate = "";
    private String guarded = "";
    private Duration ahead = Duration.ZERO;
    private KubernetesClient client;

    @TempDir
    private Path folder;

    KeptCertificateIT(ControlPlane plane) {
        this.plane = plane;
    }

    @BeforeEach
    void twoReplicasOfAnAgedCertificate() throws IOException {
        gate = plane.createNamespace("kept");
        guarded = plane.createNamespace("guarded");
        plane.kubectl()
                .run(
                        "create",
                        "clusterrolebinding",
                        gate,
                        "--clusterrole=cluster-admin",
                        "--serviceaccount=" + gate + ":default")
                .expectSuccess();
        Path kubeconfig = plane.kubeconfigOf(gate, "default");
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(Files.readString(kubeconfig)))
                .build();
        ahead = Duration.ofDays(-61);
        ServingPair aged = other().look();
        ahead = Duration.ZERO;
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                apiVersion: provenance-gate.github.io/v1alpha1
                kind: ProvenancePolicy
                metadata: {name: public}
                spec: {preset: chainguard-public}
                """);
        for (String name : List.of("one", "two")) {
            replicas.add(ProvgateProcess.startKept(
                    List.of("-XX:TieredStopAtLevel=1", "-Dkubeconfig=" + kubeconfig),
                    "--policy",
                    policy.toString(),
                    "--replica",
                    name,
                    "--tls-secret",
                    gate + "/gate-tls",
                    "--tls-host",
                    "localhost",
                    "--webhook-configuration",
                    gate,
                    "--events",
                    "write"));
        }
        replicas.forEach(ProvgateProcess::awaitReady);
        replicas.forEach(one -> assertThat(shown(one)).isEqualTo(aged.leaf()));
        plane.kubectl().apply(configuration()).expectSuccess();
        Await.until("the API server calls both", SWAPPED_MAX, () -> other() != null && create() == 201 && called());
    }

    @AfterEach
    void end() {
        plane.api().delete(CONFIGURATIONS + "/" + gate);
        replicas.forEach(ProvgateProcess::close);
        client.close();
    }

    @Test
    void aRotationADeletionAndAReplicaThatGoesFailNoCall() throws Exception {
        ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();
        AtomicInteger calls = new AtomicInteger();
        Thread load = Thread.ofVirtual().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                var answer = plane.api().create(pods(), POD);
                calls.incrementAndGet();
                if (answer.code() != 201) {
                    failed.add(answer.message());
                }
            }
        });
        X509Certificate aged = shown(replicas.getFirst());

        // the replicas have prepared by themselves; a third one, whose clock is ahead, does the rest
        ahead = Duration.ofMinutes(6);
        ServingPair second = other().look();
        assertThat(second.leaf()).isNotEqualTo(aged);
        replicas.forEach(one -> awaitShown(one, second.leaf()));
        ahead = Duration.ofHours(25);
        other().look();

        client.secrets().inNamespace(gate).withName("gate-tls").delete();
        Await.until(
                "a replica has made the Secret again",
                SWAPPED_MAX,
                () -> client.secrets().inNamespace(gate).withName("gate-tls").get() != null);
        replicas.forEach(one -> assertThat(shown(one)).isEqualTo(second.leaf()));
        Await.until("one of the replicas has counted it", SWAPPED_MAX, () -> mends("secret_missing") == 1);

        load.interrupt();
        load.join();
        assertThat(failed).isEmpty();
        assertThat(calls.get()).isGreaterThan(20);
    }

    /// A replica that has not looked yet since there are authorities does not know of them, and tells nothing: that can
    /// be the one that mends first, and cannot be so twice.
    @Test
    void authoritiesThatSomebodyTookOutAreBackWithinSeconds() {
        takeAuthoritiesOutAndAwaitThem();
        takeAuthoritiesOutAndAwaitThem();

        Await.until(
                "a replica has counted it", SWAPPED_MAX, () -> List.of(1L, 2L).contains(mends("ca_bundle")));
        JsonNode event = plane.api()
                .awaitItem(
                        "/apis/events.k8s.io/v1/namespaces/default/events",
                        one -> one.path("reason").asText().equals("ImageProvenanceTrustMended")
                                && one.at("/regarding/name").asText().equals(gate));
        assertThat(event.path("note").asText())
                .startsWith("somebody took away or changed the caBundle of verify0.provenance-gate.github.io in the");
        assertThat(event.path("type").asText()).isEqualTo("Warning");
        assertThat(replicas)
                .flatExtracting(one -> one.log().lines().toList())
                .filteredOn(line -> line.contains("somebody took away or changed the caBundle"))
                .hasSizeBetween(1, 2)
                .allSatisfy(line -> assertThat(line).contains("\"level\":\"WARN\""));
    }

    private void takeAuthoritiesOutAndAwaitThem() {
        String path = CONFIGURATIONS + "/" + gate;
        plane.kubectl()
                .run(
                        "patch",
                        "validatingwebhookconfiguration",
                        gate,
                        "--type=json",
                        "--patch=[{\"op\":\"remove\",\"path\":\"" + BUNDLE + "\"}]")
                .expectSuccess();
        Await.until(
                "the authorities are back",
                SWAPPED_MAX,
                () -> plane.api().get(path).body().at(BUNDLE).isTextual());
        Await.until("the API server calls again", SWAPPED_MAX, () -> create() == 201);
    }

    /// Of both replicas, as their metrics count them.
    private long mends(String finding) {
        String series = "provgate_mends_total{finding=\"" + finding + "\"} ";
        return replicas.stream()
                .flatMap(one -> one.text("/q/metrics").lines())
                .filter(line -> line.startsWith(series))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(series.length())))
                .sum();
    }

    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {generateName: called-}
            spec: {containers: [{name: main, image: registry.example/web}]}
            """;

    private String pods() {
        return "/api/v1/namespaces/" + guarded + "/pods?dryRun=All";
    }

    private int create() {
        return plane.api().create(pods(), POD).code();
    }

    /// What no policy matches is admitted with a warning, which shows that somebody was asked.
    private boolean called() {
        return !plane.api().create(pods(), POD).warnings().isEmpty();
    }

    /// One more replica, with a clock that the test moves.
    private ServingSecret other() {
        return new ServingSecret(
                client,
                new ServingSecret.Name(gate, "gate-tls"),
                new CertificateRotation(new CertificateMint(new SecureRandom()), List.of("localhost")),
                new WebhookTrust(client, Optional.of(gate), _ -> {}),
                _ -> {},
                () -> start.plus(ahead));
    }

    private String configuration() {
        StringBuilder webhooks = new StringBuilder();
        for (int one = 0; one < replicas.size(); one++) {
            URI url = replicas.get(one).validate();
            webhooks.append("""
                    - name: verify%d.provenance-gate.github.io
                      clientConfig: {url: "https://localhost:%d/validate"}
                      failurePolicy: Fail
                      timeoutSeconds: 10
                      sideEffects: NoneOnDryRun
                      admissionReviewVersions: [v1]
                      rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods], scope: Namespaced}]
                      namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}
                    """.formatted(one, url.getPort(), guarded));
        }
        return """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: %s}
                webhooks:
                %s""".formatted(gate, webhooks);
    }

    private static void awaitShown(ProvgateProcess replica, X509Certificate leaf) {
        Await.until(
                "the replica shows " + leaf.getSerialNumber(),
                SWAPPED_MAX,
                () -> shown(replica).equals(leaf));
    }

    /// The certificate that a replica shows to whoever comes.
    private static X509Certificate shown(ProvgateProcess replica) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Whoever()}, null);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                    .createSocket("localhost", replica.validate().getPort())) {
                socket.startHandshake();
                return (X509Certificate) socket.getSession().getPeerCertificates()[0];
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError("no handshake: " + replica.log(), e);
        }
    }

    /// Looks, and does not judge.
    private static final class Whoever implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
