package io.github.provenancegate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryAccess;
import io.github.provenancegate.fake.FakeRegistryAccess.Login;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.Outcome;
import io.github.provenancegate.harness.ProvgateProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything that the packaged product prints at its most talkative, searched for what must not be in it.
class SecretsStayInsideIT {
    private static final String PASSWORD = "correct-horse-battery-staple";
    private static final String TOKEN = "token-of-the-realm-93d1";
    private static final String LINK = "signature-of-a-link-77aa";
    private static final Login LOGIN = new Login("puller", PASSWORD);
    private static final String BASIC =
            Base64.getEncoder().encodeToString((LOGIN.user() + ":" + PASSWORD).getBytes(UTF_8));
    private static final List<String> SECRETS = List.of(PASSWORD, TOKEN, LINK, BASIC);

    private final FakeRegistry registry = FakeRegistry.start();
    private final VirtualSigstore sigstore = VirtualSigstore.seeded(InstantSource.system(), 1);
    private String image = "";

    @TempDir
    private Path folder;

    @BeforeEach
    void deliver() throws IOException {
        DeliveredImages delivered = new DeliveredImages(ImageStore.of(registry), sigstore);
        image = delivered.push(Scenario.VERIFIED);
        Files.writeString(folder.resolve("policy.yaml"), delivered.policy("full", ""));
        Files.writeString(folder.resolve("root.json"), sigstore.trustedRootJson());
        Files.writeString(
                folder.resolve("config.json"),
                "{\"auths\": {\"" + registry.host() + "\": {\"auth\": \"" + BASIC + "\"}}}");
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    /// What goes wrong with a registry, which is when most is said about it.
    private List<Runnable> troubles() {
        FakeRegistryAccess.Bearer bearer = FakeRegistryAccess.Bearer.of(LOGIN);
        return List.of(
                () -> registry.allow(new FakeRegistryAccess.Basic(LOGIN)),
                () -> registry.allow(new FakeRegistryAccess.Basic(new Login("puller", "another"))),
                () -> registry.allow(bearer),
                () -> registry.allow(bearer.withAnswer("{\"token\":\"" + TOKEN + "\"}")),
                () -> registry.allow(bearer.withAnswer("{\"token\":\"" + TOKEN + "\n\"}")),
                () -> registry.allow(bearer.withAnswer("{\"token\":\"" + TOKEN + "\"")),
                () -> registry.allow(bearer.withRealm("http://127.0.0.1:1/token?" + LINK)),
                () -> registry.spoil(new FakeRegistryDefect.RedirectTo("https://127.0.0.1:1/blob?sig=" + LINK)),
                () -> registry.spoil(new FakeRegistryDefect.RedirectTo("http://store.example/blob?sig=" + LINK)),
                () -> registry.spoil(new FakeRegistryDefect.WithHeader("WWW-Authenticate", LINK)),
                () -> registry.spoil(new FakeRegistryDefect.HangUp()),
                () -> registry.spoil(new FakeRegistryDefect.Status(403)),
                () -> registry.spoil(new FakeRegistryDefect.OtherBody(LINK)));
    }

    @Test
    void theCommandLinePrintsNone() {
        List<Runnable> troubles = troubles();
        for (int i = 0; i < troubles.size(); i++) {
            registry.allow(new FakeRegistryAccess.Open());
            registry.heal();
            troubles.get(i).run();
            List<String> arguments = new ArrayList<>(List.of("verify", "-o", i % 2 == 0 ? "text" : "json"));
            arguments.addAll(settings());
            arguments.add(image);
            Outcome outcome = ProvgateProcess.run(arguments.toArray(String[]::new));
            assertThat(outcome.toString()).doesNotContain(SECRETS);
        }
    }

    @Test
    void theWebhookPrintsAndAnswersNone() throws Exception {
        try (ProvgateProcess webhook = ProvgateProcess.serve(settings().toArray(String[]::new));
                HttpClient client = HttpClient.newBuilder()
                        .sslContext(webhook.certificates().clientTrust().sslContext())
                        .build()) {
            for (Runnable trouble : troubles()) {
                registry.allow(new FakeRegistryAccess.Open());
                registry.heal();
                trouble.run();
                assertThat(ask(client, webhook.validate(), Optional.of(review())))
                        .contains("\"uid\":\"u\"")
                        .doesNotContain(SECRETS);
            }
            assertThat(ask(client, webhook.management("/q/metrics"), Optional.empty()))
                    .contains("provgate_registry_request_duration_seconds")
                    .doesNotContain(SECRETS);
            assertThat(ask(client, webhook.management("/q/health"), Optional.empty()))
                    .doesNotContain(SECRETS);
            assertThat(webhook.log()).contains("DEBUG").doesNotContain(SECRETS);
        }
    }

    private List<String> settings() {
        return List.of(
                "--log-level",
                "trace",
                "--policy",
                folder.resolve("policy.yaml").toString(),
                "--trust-root",
                folder.resolve("root.json").toString(),
                "--docker-config",
                folder.toString(),
                "--plain-http",
                registry.host());
    }

    private String review() {
        return """
                {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": {"uid": "u",
                "kind": {"group": "", "version": "v1", "kind": "Pod"}, "name": "web", "namespace": "shop",
                "operation": "CREATE", "userInfo": {"groups": ["system:authenticated"]},
                "object": {"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "web"},
                "spec": {"containers": [{"name": "c", "image": "%s"}]}}}}
                """.formatted(image);
    }

    private static String ask(HttpClient client, URI uri, Optional<String> body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        body.ifPresent(
                text -> request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(text)));
        return client.send(request.build(), BodyHandlers.ofString()).body();
    }
}
