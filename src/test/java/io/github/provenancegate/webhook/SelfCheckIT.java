package io.github.provenancegate.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.CuttableLine;
import io.github.provenancegate.harness.ProvgateProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What the packaged webhook says of its own configuration on a real API server, as it is spoilt and mended.
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class SelfCheckIT {
    private static final String CONFIGURATION =
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/provenance-gate";

    private static final String SEES = "self-check-sees";
    private static final String FORBIDDEN = "self-check-forbidden";

    private final ControlPlane plane;
    private final PolicyCluster cluster;
    private final PodNamespace namespace;
    private final CuttableLine line;
    private final ProvgateProcess webhook;
    private final ProvgateProcess forbidden;

    SelfCheckIT(ControlPlane plane, @TempDir Path folder) throws IOException {
        this.plane = plane;
        this.cluster = new PolicyCluster(plane, folder);
        this.namespace = PodNamespace.create(plane, "self-checked");
        this.line = cluster.line();
        this.webhook = cluster.start(SEES, line, "--self-check-period", "1");
        this.forbidden = cluster.start(
                FORBIDDEN, cluster.line(), "--self-check-period", "1", "--webhook-configuration", "of-somebody-else");
        webhook.awaitReady();
        forbidden.awaitReady();
    }

    @BeforeAll
    void apply() {
        // A configuration of this name may have been found at fault before, by the replicas of another test.
        plane.kubectl().run("delete", "events", "--all", "-n", "default").expectSuccess();
        cluster.apply("self-check", cluster.policy("self-check", namespace, "  mode: enforce\n"), SEES, FORBIDDEN);
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    @BeforeEach
    void install() {
        plane.kubectl().apply(sound()).expectSuccess();
        awaitSound();
    }

    @AfterEach
    void remove() {
        plane.api().delete(CONFIGURATION);
    }

    private String sound() {
        return configuration(webhook.certificates().authorityPem());
    }

    private String configuration(String authorityPem) {
        return """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: provenance-gate}
                webhooks:
                - name: verify.provenance-gate.github.io
                  clientConfig: {url: "%s", caBundle: "%s"}
                  failurePolicy: Fail
                  sideEffects: NoneOnDryRun
                  admissionReviewVersions: [v1]
                  rules:
                  - {apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [pods], scope: Namespaced}
                  - {apiGroups: [""], apiVersions: [v1], operations: [UPDATE], resources: [pods/ephemeralcontainers], scope: Namespaced}
                  namespaceSelector:
                    matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [%s]}]
                """.formatted(
                webhook.validate(), Base64.getEncoder().encodeToString(authorityPem.getBytes(UTF_8)), namespace.name());
    }

    private void apply(String document) {
        plane.kubectl().apply(document).expectSuccess();
    }

    private static String gauge(String finding, String value) {
        return "provgate_self_check_finding{finding=\"" + finding + "\"} " + value;
    }

    private JsonNode guarding(String replica) {
        return cluster.condition("self-check", replica, "Guarding").orElseThrow();
    }

    private void awaitStatus(String replica, String status, String reason) {
        PolicyCluster.await(
                replica + " says Guarding " + status + " " + reason,
                () -> cluster.condition("self-check", replica, "Guarding")
                        .filter(one -> one.path("status").asText().equals(status)
                                && one.path("reason").asText().equals(reason))
                        .isPresent());
    }

    private void awaitGauge(String finding, String value) {
        PolicyCluster.await(
                "the metric says " + finding + " " + value,
                () -> webhook.text("/q/metrics").contains(gauge(finding, value)));
    }

    /// The gauges first: while the API server is away the condition is an old one.
    private void awaitSound() {
        for (String finding : List.of("configuration_missing", "rule_missing", "ca_bundle", "failure_policy")) {
            awaitGauge(finding, "0.0");
        }
        awaitStatus(SEES, "True", "AsksAboutAll");
    }

    /// Seen in the metric, the condition and an Event; the webhook stays ready.
    private void awaitSeen(String finding, String reason, String said) {
        awaitGauge(finding, "1.0");
        awaitStatus(SEES, "False", reason);
        assertThat(guarding(SEES).path("message").asText()).contains(said);
        JsonNode event = plane.api()
                .awaitItem(
                        "/apis/events.k8s.io/v1/namespaces/default/events",
                        one -> one.path("reason").asText().equals("ImageProvenanceNotGuarding")
                                && one.path("note").asText().contains(said));
        assertThat(event.path("type").asText()).isEqualTo("Warning");
        assertThat(event.at("/regarding/kind").asText()).isEqualTo("ValidatingWebhookConfiguration");
        assertThat(event.at("/regarding/name").asText()).isEqualTo("provenance-gate");
        assertThat(webhook.log()).contains(said);
        assertThat(webhook.status("/q/health/ready")).isEqualTo(200);
    }

    @Test
    void aConfigurationThatIsDeletedIsMissedUntilItIsBack() {
        plane.api().delete(CONFIGURATION).expectSuccess();
        awaitSeen(
                "configuration_missing",
                "ConfigurationMissing",
                "there is no ValidatingWebhookConfiguration provenance-gate");
        apply(sound());
        awaitSound();
    }

    @Test
    void failuresThatAreIgnoredWhereAPolicyEnforcesAreSeenUntilTheyCount() {
        apply(sound().replace("failurePolicy: Fail", "failurePolicy: Ignore"));
        awaitSeen("failure_policy", "FailurePolicy", "failurePolicy Ignore although a policy enforces");
        apply(sound());
        awaitSound();
    }

    @Test
    void anAuthorityThatDidNotIssueTheCertificateIsSeenUntilItIsReplaced() {
        HeldCertificate other =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        apply(configuration(other.certificatePem()));
        awaitSeen("ca_bundle", "CaBundle", "does not vouch for the serving certificate");
        apply(sound());
        awaitSound();
    }

    @Test
    void aRuleThatIsTakenAwayIsSeenUntilItIsBack() {
        apply(sound().replace("[CREATE, UPDATE]", "[CREATE]"));
        awaitSeen("rule_missing", "RuleMissing", "no rule sends UPDATE of pods: ");
        apply(sound());
        awaitSound();
    }

    @Test
    void whatMayNotBeReadIsSaidToBeUnknown() {
        awaitStatus(FORBIDDEN, "Unknown", "NotChecked");
        assertThat(guarding(FORBIDDEN).path("message").asText())
                .contains("of-somebody-else may not be read: give this service account the right to get it");
        assertThat(forbidden.text("/q/metrics"))
                .contains(gauge("not_checked", "1.0"), gauge("configuration_missing", "NaN"));
        assertThat(forbidden.status("/q/health/ready")).isEqualTo(200);
    }

    @Test
    void anApiServerThatIsAwayLeavesVerdictsAndReadinessAlone() {
        line.cut();
        try {
            awaitGauge("not_checked", "1.0");
            awaitGauge("rule_missing", "NaN");
            assertThat(webhook.status("/q/health/ready")).isEqualTo(200);
            assertThat(namespace.run("judged-in-the-dark", cluster.bad()).reason())
                    .isEqualTo("NO_SIG");
        } finally {
            line.mend();
        }
        awaitSound();
    }
}
