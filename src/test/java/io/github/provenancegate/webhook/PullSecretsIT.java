package io.github.provenancegate.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryAccess;
import io.github.provenancegate.fake.FakeRegistryAccess.Login;
import io.github.provenancegate.fake.FakeRegistryRequest;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.KubernetesApi.Answer;
import io.github.provenancegate.harness.ProvgateProcess;
import io.github.provenancegate.harness.WebhookConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The pull secrets of Pods, read by the packaged webhook as a service account that may read those of one
/// namespace and not those of another. The registry wants a password that only the secrets hold.
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class PullSecretsIT {
    private static final Login LOGIN = new Login("mary", "s3cret-of-mary");
    private static final Login ELSEWHERE = new Login("john", "s3cret-of-john");

    private final ControlPlane plane;
    private final FakeRegistry registry = FakeRegistry.start();
    private final PodNamespace open;
    private final PodNamespace closed;
    private final String image;
    private final ProvgateProcess webhook;
    private WebhookConfiguration.Installed installed = () -> {};

    PullSecretsIT(ControlPlane plane, @TempDir Path folder) throws IOException {
        this.plane = plane;
        VirtualSigstore sigstore = VirtualSigstore.of(InstantSource.system(), new SecureRandom());
        DeliveredImages delivered = new DeliveredImages(ImageStore.of(registry), sigstore);
        image = delivered.push(Scenario.VERIFIED);
        registry.allow(new FakeRegistryAccess.Basic(LOGIN));
        open = PodNamespace.create(plane, "open");
        closed = PodNamespace.create(plane, "closed");
        String gate = plane.createNamespace("gate");
        for (PodNamespace namespace : List.of(open, closed)) {
            createSecret(namespace, "regcred", registry.host(), LOGIN);
            createSecret(namespace, "other", "registry.elsewhere.example", ELSEWHERE);
        }
        allow(gate, open);
        webhook = ProvgateProcess.serveOn(
                List.of("-Dkubeconfig=" + plane.kubeconfigOf(gate, "default")),
                "--log-level",
                "trace",
                "--pull-secrets",
                "use",
                "--policy",
                Files.writeString(folder.resolve("policy.yaml"), delivered.policy("delivery", ""))
                        .toString(),
                "--trust-root",
                Files.writeString(folder.resolve("trusted_root.json"), sigstore.trustedRootJson())
                        .toString(),
                "--plain-http",
                registry.host());
    }

    private void createSecret(PodNamespace namespace, String name, String host, Login login) {
        plane.api()
                .create(namespace.path("secrets"), """
                metadata: {name: %s}
                type: kubernetes.io/dockerconfigjson
                data: {.dockerconfigjson: %s}
                """.formatted(name, content(host, login)))
                .expectSuccess();
    }

    private static String content(String host, Login login) {
        String config = "{\"auths\":{\"%s\":{\"username\":\"%s\",\"password\":\"%s\"}}}"
                .formatted(host, login.user(), login.password());
        return Base64.getEncoder().encodeToString(config.getBytes(UTF_8));
    }

    /// As the documentation tells whoever wants it for a namespace.
    private void allow(String gate, PodNamespace namespace) {
        String rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace.name();
        plane.api().create(rbac + "/roles", """
                        metadata: {name: provenance-gate-pull-secrets}
                        rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]
                        """).expectSuccess();
        plane.api().create(rbac + "/rolebindings", """
                        metadata: {name: provenance-gate-pull-secrets}
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: provenance-gate-pull-secrets}
                        subjects: [{kind: ServiceAccount, name: default, namespace: %s}]
                        """.formatted(gate)).expectSuccess();
    }

    @BeforeAll
    void install() {
        installed = WebhookConfiguration.failing(webhook.validate(), webhook.certificates(), open.name(), closed.name())
                .installOn(plane);
    }

    @AfterAll
    void close() {
        try {
            installed.close();
        } finally {
            webhook.close();
            registry.close();
        }
    }

    @BeforeEach
    void forgetRequests() {
        registry.forgetRequests();
    }

    private Answer run(PodNamespace namespace, String pod, String secrets) {
        return namespace.create(
                pod, "{imagePullSecrets: " + secrets + ", containers: [{name: app, image: \"" + image + "\"}]}");
    }

    @Test
    void aPodsSecretOpensTheRegistryThatItNames() {
        run(open, "own", "[{name: other}, {name: regcred}]").expectSuccess();

        assertThat(open.audited("own")).containsEntry("status", "DELIVERY_VERIFIED");
        assertThat(registry.requests())
                .extracting(FakeRegistryRequest::authorization)
                .contains(Optional.of("Basic " + encoded(LOGIN)))
                .doesNotContain(Optional.of("Basic " + encoded(ELSEWHERE)));
    }

    private static String encoded(Login login) {
        return Base64.getEncoder().encodeToString((login.user() + ":" + login.password()).getBytes(UTF_8));
    }

    @Test
    void soDoesItsServiceAccounts() {
        plane.api()
                .create(open.path("serviceaccounts"), "{metadata: {name: puller}, imagePullSecrets: [{name: regcred}]}")
                .expectSuccess();
        open.create("of-account", "{serviceAccountName: puller, containers: [{name: app, image: \"" + image + "\"}]}")
                .expectSuccess();

        assertThat(open.audited("of-account")).containsEntry("status", "DELIVERY_VERIFIED");
    }

    @Test
    void withoutARoleBindingTheSecretStaysUnread() {
        Answer answer = run(closed, "unread", "[{name: regcred}]");

        assertThat(answer.reason()).isEqualTo("ERROR");
        assertThat(answer.message()).contains("REGISTRY_UNAUTHORIZED");
        assertThat(registry.requests())
                .extracting(FakeRegistryRequest::authorization)
                .allMatch(Optional::isEmpty);
        assertThat(webhook.log()).contains("the pull secret " + closed.name() + "/regcred is not used: no RoleBinding");
    }

    @Test
    void whatOnePodMayReadAnotherMayNot() {
        run(open, "first", "[{name: regcred}]").expectSuccess();

        assertThat(run(open, "second", "[]").message()).contains("REGISTRY_UNAUTHORIZED");
        assertThat(run(open, "third", "[{name: other}]").message()).contains("REGISTRY_UNAUTHORIZED");
    }

    @Test
    void aSecretThatIsMissingOrOfAnotherTypeIsPassedOver() {
        plane.api()
                .create(open.path("secrets"), "{metadata: {name: opaque}, stringData: {.dockerconfigjson: \"{}\"}}")
                .expectSuccess();

        run(open, "several", "[{name: missing}, {name: opaque}, {name: regcred}]")
                .expectSuccess();
    }

    @Test
    void nothingOfTheSecretsIsPrinted() {
        run(open, "printed", "[{name: regcred}]").expectSuccess();

        assertThat(webhook.log())
                .contains("\"decision\":\"admit\"", "TRACE")
                .doesNotContain(content(registry.host(), LOGIN))
                .doesNotContain(LOGIN.password(), ELSEWHERE.password(), encoded(LOGIN), encoded(ELSEWHERE));
    }
}
