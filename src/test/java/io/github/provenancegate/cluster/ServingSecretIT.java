package io.github.provenancegate.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.kubernetes.CertificateMint;
import io.github.provenancegate.kubernetes.CertificateRotation;
import io.github.provenancegate.kubernetes.CertificateSecret;
import io.github.provenancegate.kubernetes.Mend;
import io.github.provenancegate.kubernetes.ServingPair;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The shared certificate on a real API server: what replicas make of one Secret and one webhook configuration,
/// each with the rights that the chart gives it and a clock that the test moves.
@ExtendWith(ControlPlaneExtension.class)
class ServingSecretIT {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final String CONFIGURATIONS =
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";

    private final ControlPlane plane;
    private final List<KubernetesClient> clients = new ArrayList<>();
    private final List<Mend> mends = new ArrayList<>();
    private String namespace = "";
    private Instant now = START;

    ServingSecretIT(ControlPlane plane) {
        this.plane = plane;
    }

    @BeforeEach
    void aNamespaceWithItsRightsAndItsConfiguration() {
        namespace = plane.createNamespace("kept");
        plane.kubectl().apply("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: gate, namespace: %1$s}
                rules:
                - {apiGroups: [""], resources: [secrets], verbs: [create]}
                - {apiGroups: [""], resources: [secrets], resourceNames: [gate-tls], verbs: [get, update]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: gate, namespace: %1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: gate}
                subjects: [{kind: ServiceAccount, name: default, namespace: %1$s}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: %1$s}
                rules:
                - apiGroups: [admissionregistration.k8s.io]
                  resources: [validatingwebhookconfigurations, mutatingwebhookconfigurations]
                  resourceNames: [%1$s]
                  verbs: [get, patch]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: %1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %1$s}
                subjects: [{kind: ServiceAccount, name: default, namespace: %1$s}]
                """.formatted(namespace)).expectSuccess();
        plane.kubectl().apply(configuration()).expectSuccess();
    }

    private String configuration() {
        return """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: %1$s}
                webhooks:
                - &one
                  name: verify.provenance-gate.github.io
                  clientConfig: {service: {name: gate, namespace: %1$s, path: /validate}}
                  failurePolicy: Ignore
                  sideEffects: None
                  admissionReviewVersions: [v1]
                  namespaceSelector: {matchLabels: {nobody: has-this}}
                  rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
                - <<: *one
                  name: warn.provenance-gate.github.io
                """.formatted(namespace);
    }

    @AfterEach
    void close() {
        clients.forEach(KubernetesClient::close);
        plane.api().delete(CONFIGURATIONS + "/" + namespace);
    }

    @Test
    void replicasThatStartTogetherAgreeOnOneCertificate() throws Exception {
        List<Callable<ServingPair>> looks = new ArrayList<>();
        for (int replica = 0; replica < 5; replica++) {
            looks.add(replica()::look);
        }

        Set<ServingPair> agreed = new HashSet<>();
        try (var threads = Executors.newFixedThreadPool(looks.size())) {
            for (var look : threads.invokeAll(looks)) {
                agreed.add(look.get());
            }
        }

        assertThat(agreed).containsExactly(secret().serving());
        assertThat(bundles()).containsExactly(secret().bundle(), secret().bundle());
        assertThat(mends).isEmpty();
        assertThat(secretDocument().path("type").asText()).isEqualTo("kubernetes.io/tls");
    }

    @Test
    void aRotationTakesTwoStepsWhicheverReplicaDoesThem() throws IOException {
        ServingSecret one = replica();
        ServingSecret other = replica();
        ServingPair first = one.look();
        assertThat(other.look()).isEqualTo(first);

        now = START.plus(Duration.ofDays(61));
        assertThat(one.look()).isEqualTo(first);
        assertThat(secret().trusted()).hasSize(2);
        assertThat(bundles()).containsOnly(secret().bundle());

        now = now.plus(Duration.ofMinutes(6));
        ServingPair second = other.look();
        assertThat(second).isNotEqualTo(first);
        assertThat(one.look()).isEqualTo(second);
        assertThat(secret().trusted()).hasSize(2);

        now = now.plus(Duration.ofDays(1));
        one.look();
        assertThat(secret().trusted()).containsExactly(second.authority());
        assertThat(bundles()).containsOnly(secret().bundle());
        assertThat(other.look()).isEqualTo(second);
        assertThat(mends).isEmpty();
    }

    @Test
    void aReplicaThatComesInTheMiddleOfARotationServesWhatTheOthersServe() throws IOException {
        ServingPair first = replica().look();
        now = START.plus(Duration.ofDays(61));
        replica().look();

        assertThat(replica().look()).isEqualTo(first);
    }

    @Test
    void aDeletedSecretComesBackWithTheSameCertificateAndWithTheNextOne() throws IOException {
        ServingSecret replica = replica();
        ServingPair first = replica.look();
        plane.api().delete(path()).expectSuccess();

        assertThat(replica.look()).isEqualTo(first);
        assertThat(secret().serving()).isEqualTo(first);
        assertThat(secret().next()).isPresent();
        assertThat(mends).extracting(Mend::kind).containsExactly(Mend.Kind.SECRET_MISSING);
        assertThat(mends.getFirst().sentence()).contains("the Secret " + namespace + "/gate-tls was deleted");

        now = now.plus(Duration.ofMinutes(6));
        assertThat(replica.look()).isNotEqualTo(first);
    }

    @Test
    void aSpoiledSecretIsWrittenAnewAndWhatIsServedStays() throws IOException {
        ServingSecret replica = replica();
        ServingPair first = replica.look();
        plane.api().patch(path(), "{data: {tls.key: bm9uc2Vuc2U=}}").expectSuccess();

        assertThat(replica.look()).isEqualTo(first);
        assertThat(secret().serving()).isEqualTo(first);
        assertThat(mends).extracting(Mend::kind).containsExactly(Mend.Kind.SECRET_UNUSABLE);
    }

    @Test
    void authoritiesThatSomebodyTookOutAreBackWithTheNextLook() throws IOException {
        ServingSecret replica = replica();
        ServingSecret other = replica();
        replica.look();
        other.look();
        plane.kubectl()
                .run(
                        "patch",
                        "validatingwebhookconfiguration",
                        namespace,
                        "--type=json",
                        "-p",
                        "[{\"op\":\"remove\",\"path\":\"/webhooks/0/clientConfig/caBundle\"}]")
                .expectSuccess();
        assertThat(bundles().getFirst()).isEmpty();

        replica.look();
        other.look();

        assertThat(bundles()).containsOnly(secret().bundle());
        assertThat(mends).singleElement().satisfies(mend -> {
            assertThat(mend.kind()).isEqualTo(Mend.Kind.CA_BUNDLE);
            assertThat(mend.sentence())
                    .contains("caBundle of verify.provenance-gate.github.io in the ValidatingWebhookConfiguration "
                            + namespace + ":");
        });
    }

    @Test
    void aConfigurationThatSomebodyMakesAnewIsFilledAndNobodyIsToBlame() throws IOException {
        ServingSecret replica = replica();
        replica.look();
        plane.api().delete(CONFIGURATIONS + "/" + namespace).expectSuccess();
        plane.kubectl().apply(configuration()).expectSuccess();

        replica.look();

        assertThat(bundles()).containsOnly(secret().bundle());
        assertThat(mends).isEmpty();
    }

    @Test
    void withoutAConfigurationTheCertificateIsMadeAllTheSame() throws IOException {
        plane.api().delete(CONFIGURATIONS + "/" + namespace).expectSuccess();

        assertThat(replica().look()).isEqualTo(secret().serving());
    }

    private ServingSecret replica() throws IOException {
        String kubeconfig = Files.readString(plane.kubeconfigOf(namespace, "default"));
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig))
                .build();
        clients.add(client);
        return new ServingSecret(
                client,
                new ServingSecret.Name(namespace, "gate-tls"),
                new CertificateRotation(new CertificateMint(new SecureRandom()), List.of("gate." + namespace + ".svc")),
                new WebhookTrust(client, Optional.of(namespace), mends::add),
                mends::add,
                () -> now);
    }

    private String path() {
        return "/api/v1/namespaces/" + namespace + "/secrets/gate-tls";
    }

    private JsonNode secretDocument() {
        return plane.api().get(path()).expectSuccess().body();
    }

    private CertificateSecret secret() {
        Map<String, String> data = new HashMap<>();
        secretDocument()
                .path("data")
                .properties()
                .forEach(one -> data.put(one.getKey(), one.getValue().asText()));
        return CertificateSecret.parse(data);
    }

    private List<String> bundles() {
        List<String> bundles = new ArrayList<>();
        plane.api()
                .get(CONFIGURATIONS + "/" + namespace)
                .expectSuccess()
                .body()
                .path("webhooks")
                .forEach(one -> bundles.add(new String(
                        Base64.getDecoder()
                                .decode(one.at("/clientConfig/caBundle").asText()),
                        US_ASCII)));
        return bundles;
    }
}
