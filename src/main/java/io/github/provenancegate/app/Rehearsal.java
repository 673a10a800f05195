package io.github.provenancegate.app;

import io.github.provenancegate.cli.Options;
import io.github.provenancegate.cli.Setting;
import io.github.provenancegate.kubernetes.CertificateMint;
import io.github.provenancegate.kubernetes.Pem;
import io.github.provenancegate.kubernetes.ServingPair;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The webhook from start to end in one command, so that a JVM can learn what it will need. It asks nobody
/// outside: its one policy speaks of a registry of its own.
final class Rehearsal {
    /// As often as the JVM needs to see code in order to keep it.
    private static final int REVIEWS = 300;

    private static final Duration READY_MAX = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final String POLICY = """
            apiVersion: provenance-gate.github.io/v1alpha1
            kind: ProvenancePolicy
            metadata: {name: rehearsal}
            spec:
              images: ["REGISTRY/**"]
              signers: [{issuer: "https://issuer.example", subject: "rehearsal"}]
              baseDigest: optional
              mode: audit
            """;

    private static final String REVIEW = """
            {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"rehearsal",
            "kind":{"group":"","version":"v1","kind":"Pod"},"resource":{"group":"","version":"v1","resource":"pods"},
            "namespace":"rehearsal","operation":"CREATE","userInfo":{"username":"rehearsal"},
            "object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"rehearsal","namespace":"rehearsal"},
            "spec":{"containers":[{"name":"main","image":"IMAGE"}]}}}}""";

    private final int httpsPort;
    private final int managementPort;
    private final ServingPair pair;
    private final RehearsedRegistry registry;

    private Rehearsal(int httpsPort, int managementPort, ServingPair pair, RehearsedRegistry registry) {
        this.httpsPort = httpsPort;
        this.managementPort = managementPort;
        this.pair = pair;
        this.registry = registry;
    }

    /// Returns when all has been played, with the exit code.
    static int run(Surroundings surroundings) {
        try {
            Path folder = Files.createTempDirectory("provgate-rehearsal");
            ServingPair pair = new CertificateMint(new SecureRandom()).mint(List.of("localhost"), Instant.now());
            try (RehearsedRegistry registry = RehearsedRegistry.start(pair)) {
                Rehearsal rehearsal = new Rehearsal(freePort(), freePort(), pair, registry);
                Settings settings = Settings.of(Given.of(rehearsal.options(folder), surroundings));
                Thread.ofPlatform().daemon().start(rehearsal::play);
                return Serving.run(settings, surroundings);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private Options options(Path folder) throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY.replace("REGISTRY", registry.host()));
        Path certificate = Files.writeString(folder.resolve("tls.crt"), Pem.of(pair.leaf()));
        Path key = Files.writeString(folder.resolve("tls.key"), Pem.of(pair.key()));
        return new Options(Map.of(
                Setting.POLICY, List.of(policy.toString()),
                Setting.TLS_CERTIFICATE, List.of(certificate.toString()),
                Setting.TLS_KEY, List.of(key.toString()),
                Setting.PLAIN_HTTP, List.of(registry.host()),
                Setting.HTTPS_PORT, List.of(String.valueOf(httpsPort)),
                Setting.MANAGEMENT_PORT, List.of(String.valueOf(managementPort))));
    }

    private void play() {
        try (HttpClient client = HttpClient.newBuilder().sslContext(trust()).build()) {
            // A process that has not started yet cannot be told to end; one that cannot start ends by itself.
            while (!answers(client, "/q/health/live")) {
                Thread.sleep(PAUSE);
            }
            long start = System.nanoTime();
            while (!answers(client, "/q/health/ready") && System.nanoTime() - start < READY_MAX.toNanos()) {
                Thread.sleep(PAUSE);
            }
            for (int review = 0; review < REVIEWS; review++) {
                String image = review == 0 ? registry.image() : "registry.example/image:" + review;
                client.send(
                        HttpRequest.newBuilder(URI.create("https://localhost:" + httpsPort + "/validate?timeout=10s"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(REVIEW.replace("IMAGE", image)))
                                .build(),
                        BodyHandlers.discarding());
            }
            client.send(management("/q/metrics"), BodyHandlers.discarding());
            Quarkus.asyncExit(0);
        } catch (IOException | GeneralSecurityException e) {
            System.err.println("provgate: the rehearsal went wrong: " + e);
            Quarkus.asyncExit(1);
        } catch (InterruptedException _) {
            Quarkus.asyncExit(1);
        }
    }

    private boolean answers(HttpClient client, String path) throws InterruptedException {
        try {
            return client.send(management(path), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    private HttpRequest management(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + managementPort + path))
                .build();
    }

    private SSLContext trust() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", pair.authority());
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
