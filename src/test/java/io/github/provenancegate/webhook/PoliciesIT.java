package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.KubernetesApi.Answer;
import io.github.provenancegate.harness.ProvgateProcess;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Policies as resources of a real API server, followed by two replicas of the packaged webhook.
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class PoliciesIT {
    private static final String AUDIT = "  mode: audit\n";
    private static final String ENFORCE = "  mode: enforce\n";

    /// Sound to the API server, but not to a webhook that does not have this trust root.
    private static final String UNUSABLE = "  reference: {signers: [{issuer: a, subject: b, trustRoot: nobodys}]}\n";

    private final ControlPlane plane;
    private final PolicyCluster cluster;
    private final ProvgateProcess one;
    private final ProvgateProcess two;

    PoliciesIT(ControlPlane plane, @TempDir Path folder) throws IOException {
        this.plane = plane;
        cluster = new PolicyCluster(plane, folder);
        one = cluster.start("one", cluster.line());
        two = cluster.start("two", cluster.line());
        one.awaitReady();
        two.awaitReady();
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    @Test
    void withoutAPolicyEverythingIsUnmatchedAndItIsSaidLoudly() {
        PodNamespace namespace = cluster.guardedBy(one, "none");

        Answer answer = namespace.run("unmatched", cluster.bad()).expectSuccess();

        assertThat(answer.warnings()).singleElement().asString().contains("NO_POLICY_MATCHES");
        assertThat(one.log()).contains("there is no policy: every image is unmatched, and nothing is proven");
    }

    @Test
    void kubectlShowsWhatAPolicySaysAndWhetherItIsInForce() {
        PodNamespace namespace = cluster.guardedBy(one, "shown");
        cluster.apply("shown", cluster.policy("shown", namespace, ""), "one", "two");

        String table = plane.kubectl()
                .run("get", "provenancepolicies", "shown")
                .expectSuccess()
                .stdout();

        assertThat(table.lines().findFirst().orElseThrow().split(" +"))
                .containsExactly("NAME", "IMAGES", "VERIFICATION", "MODE", "READY", "AGE");
        assertThat(table.lines().skip(1).findFirst().orElseThrow().split(" +"))
                .startsWith("shown")
                .contains("delivery", "enforce", "True");
        plane.kubectl()
                .run("wait", "--for=condition=Ready", "provenancepolicy/shown", "--timeout=5s")
                .expectSuccess();
    }

    @Test
    void eachReplicaSaysItsOwnAndTakesItBackWhenItEnds() throws IOException {
        PodNamespace namespace = PodNamespace.create(plane, "own");
        ProvgateProcess third = cluster.start("three", cluster.line());
        third.awaitReady();
        cluster.apply("own", cluster.policy("own", namespace, ""), "one", "two", "three");

        assertThat(cluster.conditions("own")).hasSize(3).allSatisfy(condition -> {
            assertThat(condition.path("status").asText()).isEqualTo("True");
            assertThat(condition.path("reason").asText()).isEqualTo("InForce");
        });

        third.close();
        assertThat(cluster.condition("own", "three")).isEmpty();
        assertThat(cluster.condition("own", "one")).isPresent();
    }

    @Test
    void aPolicyAndItsChangeTakeEffectWithoutARestart() {
        PodNamespace namespace = cluster.guardedBy(one, "live");
        cluster.apply("live", cluster.policy("live", namespace, AUDIT), "one");
        namespace.run("audited", cluster.bad()).expectSuccess();
        assertThat(namespace.audited("audited")).containsEntry("decision", "audit");

        cluster.apply("live", cluster.policy("live", namespace, ENFORCE), "one");
        assertThat(namespace.run("denied", cluster.bad()).reason()).isEqualTo("NO_SIG");
        namespace.run("proven", cluster.good()).expectSuccess();

        cluster.delete("live");
        PolicyCluster.await("the policy is gone", () -> one.log().contains("the policy live was removed"));
        namespace.run("unmatched", cluster.bad()).expectSuccess();
    }

    @Test
    void anUnusableVersionLeavesTheLastGoodOneInForceAndSaysWhy() {
        PodNamespace namespace = cluster.guardedBy(one, "kept");
        cluster.apply("kept", cluster.policy("kept", namespace, ENFORCE), "one", "two");

        cluster.apply("kept", cluster.policy("kept", namespace, AUDIT + UNUSABLE), "one", "two");

        assertThat(namespace.run("denied", cluster.bad()).reason()).isEqualTo("NO_SIG");
        assertThat(cluster.conditions("kept")).hasSize(2).allSatisfy(condition -> {
            assertThat(condition.path("status").asText()).isEqualTo("False");
            assertThat(condition.path("reason").asText()).isEqualTo("LastGoodInForce");
            assertThat(condition.path("message").asText())
                    .contains("spec.reference.signers[0].trustRoot: \"nobodys\" is no trust root that is known");
        });
        assertThat(one.log()).contains("of the policy kept is refused, the last good one stays in force");
        assertThat(one.text("/q/metrics")).contains("provgate_policies{state=\"last_good\"} 1.0");
        assertThat(one.status("/q/health/ready")).isEqualTo(200);

        cluster.apply("kept", cluster.policy("kept", namespace, AUDIT), "one", "two");
        namespace.run("audited", cluster.bad()).expectSuccess();
        assertThat(cluster.condition("kept", "two").orElseThrow().path("status").asText())
                .isEqualTo("True");
    }

    @Test
    void aPolicyThatNeverWasUsableIsSatisfiedByNothing() {
        PodNamespace namespace = cluster.guardedBy(one, "never");
        cluster.apply("never", cluster.policy("never", namespace, UNUSABLE), "one");

        Answer answer = namespace.run("denied", cluster.good());

        assertThat(answer.reason()).isEqualTo("ERROR");
        assertThat(answer.message()).contains("ERROR POLICY_UNUSABLE: no version of the policy never can be read");
        assertThat(cluster.condition("never", "one")
                        .orElseThrow()
                        .path("reason")
                        .asText())
                .isEqualTo("NothingInForce");
        assertThat(one.text("/q/metrics")).contains("provgate_policies{state=\"unusable\"} 1.0");
        cluster.delete("never");
    }

    @Test
    void aNamespacesLabelMakesItStricterAndIsFollowed() {
        PodNamespace namespace = cluster.guardedBy(one, "stricter");
        cluster.apply("stricter", cluster.policy("stricter", namespace, AUDIT), "one");
        namespace.run("before", cluster.bad()).expectSuccess();

        label(namespace, "provenance-gate.github.io/mode=enforce");
        PolicyCluster.await("the label counts", () -> dryRun(namespace).code() == 403);
        assertThat(dryRun(namespace).reason()).isEqualTo("NO_SIG");

        label(namespace, "provenance-gate.github.io/mode=warn");
        PolicyCluster.await("the label counts", () -> dryRun(namespace).code() == 201);
        assertThat(dryRun(namespace).warnings()).singleElement().asString().contains("NO_SIG");

        label(namespace, "provenance-gate.github.io/mode=strict");
        PolicyCluster.await(
                "a word that is no mode counts as enforce",
                () -> dryRun(namespace).code() == 403);
        assertThat(one.log()).contains("of the namespace " + namespace.name() + " is no mode and counts as enforce");
    }

    @Test
    void aPolicyAppliesWhereTheLabelsMatch() {
        PodNamespace namespace = cluster.guardedBy(one, "labelled");
        cluster.apply("labelled", cluster.scoped("labelled", "{matchLabels: {tier: \"1\"}}", ENFORCE), "one");
        namespace.run("elsewhere", cluster.bad()).expectSuccess();

        label(namespace, "tier=1");
        PolicyCluster.await("the label counts", () -> dryRun(namespace).code() == 403);

        cluster.delete("labelled");
    }

    @Test
    void aDigestIsExemptForATimeAndRevokedWhateverHolds() {
        PodNamespace namespace = cluster.guardedBy(one, "digests");
        String exempt = "  exemptions: [{image: \"" + cluster.bad() + "\", reason: CHG-123, until: %s}]\n";
        cluster.apply("digests", cluster.policy("digests", namespace, exempt.formatted("2099-12-31T00:00:00Z")), "one");
        namespace.run("exempt", cluster.bad()).expectSuccess();
        assertThat(namespace.audited("exempt"))
                .containsEntry("decision", "exempt")
                .containsEntry("status", "NO_SIG")
                .containsEntry(
                        "exemptions", cluster.bad() + ": policy digests: exempt until 2099-12-31T00:00:00Z: CHG-123");

        cluster.apply("digests", cluster.policy("digests", namespace, exempt.formatted("2020-12-31T00:00:00Z")), "one");
        assertThat(namespace.run("expired", cluster.bad()).reason()).isEqualTo("NO_SIG");

        String digest = cluster.good().replaceFirst(".*@", "");
        cluster.apply(
                "digests",
                cluster.policy("digests", namespace, "  revoked: [{digest: \"" + digest + "\", reason: CVE-1}]\n"),
                "one");
        assertThat(namespace.run("revoked", cluster.good()).message())
                .contains("ERROR IMAGE_REVOKED: the policy has revoked this digest: CVE-1");
        assertThat(namespace
                        .run("by-tag", cluster.good().replaceFirst("@.*", ":latest"))
                        .message())
                .contains("ERROR IMAGE_REVOKED: ");
    }

    private void label(PodNamespace namespace, String label) {
        plane.kubectl()
                .run("label", "--overwrite", "namespace", namespace.name(), label)
                .expectSuccess();
    }

    private Answer dryRun(PodNamespace namespace) {
        return plane.api()
                .create(
                        namespace.path("pods?dryRun=All"),
                        "{metadata: {name: dry}, spec: {containers: [{name: app, image: \"" + cluster.bad() + "\"}]}}");
    }
}
