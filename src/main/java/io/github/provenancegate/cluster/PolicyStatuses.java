package io.github.provenancegate.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.kubernetes.Gap;
import io.github.provenancegate.kubernetes.GuardReport;
import io.github.provenancegate.policy.PolicyStanding;
import io.github.provenancegate.policy.PolicyStanding.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// Says in each policy's status what this replica makes of it: a condition `Ready` of its own, and one
/// `Guarding` where it looks whether the API server asks it about Pods; by server-side apply as a field manager
/// of its own, so that replicas neither overwrite each other nor need to agree.
final class PolicyStatuses {
    /// A changed policy is told of within a second; a hundred changed at once must not crowd the API server.
    static final int REQUESTS_MAX = 5;

    /// By then our own write has come back by the watch, or was lost.
    private static final Duration WRITTEN_AGAIN = Duration.ofSeconds(30);

    /// Of more policies a process that ends leaves its conditions behind: its time to end is bounded.
    private static final int TAKEN_BACK_MAX = 20;

    /// A replica that lives has read a version long before; one that was killed never will.
    private static final Duration OUTLIVED = Duration.ofMinutes(10);

    /// A status is read by people; all gaps are in the Events.
    private static final int MESSAGE_CHARACTERS_MAX = 2_000;

    private static final String READY = "Ready";
    private static final String GUARDING = "Guarding";

    private static final Logger LOG = Logger.getLogger(PolicyStatuses.class);

    private final KubernetesClient client;
    private final String replica;
    private final InstantSource clock;
    private final Map<String, Attempt> attempts = new HashMap<>();

    private record Attempt(PolicyStanding standing, Optional<GuardReport> guarding, Instant at) {}

    PolicyStatuses(KubernetesClient client, String replica, InstantSource clock) {
        this.client = client;
        this.replica = replica;
        this.clock = clock;
    }

    /// Writes what is not yet there.
    ///
    /// @param guarding whether the API server asks about what the policies speak of; empty where nobody looks
    /// @param held the policy as the API server holds it
    synchronized void write(
            List<PolicyStanding> standings,
            Optional<GuardReport> guarding,
            Function<String, Optional<GenericKubernetesResource>> held) {
        Instant now = clock.instant();
        int requests = 0;
        for (PolicyStanding standing : standings) {
            List<Map<String, Object>> conditions = held.apply(standing.policy())
                    .map(PolicyStatuses::conditions)
                    .orElse(List.of());
            List<Map<String, Object>> wanted = Stream.concat(
                            Stream.of(ready(standing)), guarding.stream().map(PolicyStatuses::guarding))
                    .map(told -> condition(told, standing.generation(), conditions, now))
                    .toList();
            boolean written =
                    wanted.stream().allMatch(one -> conditions.stream().anyMatch(there -> says(there, one)));
            if (requests < REQUESTS_MAX && !written && mayWrite(standing, guarding, now)) {
                attempts.put(standing.policy(), new Attempt(standing, guarding, now));
                requests++;
                apply(standing.policy(), wanted);
            } else if (requests < REQUESTS_MAX && written && isOutlived(standing, now)) {
                requests += removeOlder(standing, conditions);
            }
        }
        attempts.keySet()
                .retainAll(standings.stream().map(PolicyStanding::policy).toList());
    }

    private boolean mayWrite(PolicyStanding standing, Optional<GuardReport> guarding, Instant now) {
        return Optional.ofNullable(attempts.get(standing.policy()))
                .filter(last -> last.standing().equals(standing)
                        && last.guarding().equals(guarding)
                        && Duration.between(last.at(), now).compareTo(WRITTEN_AGAIN) < 0)
                .isEmpty();
    }

    /// Whether every replica that lives must have said something of this version.
    private boolean isOutlived(PolicyStanding standing, Instant now) {
        return Optional.ofNullable(attempts.get(standing.policy()))
                .filter(last -> Duration.between(last.at(), now).compareTo(OUTLIVED) >= 0)
                .filter(last -> last.standing().generation() == standing.generation())
                .isPresent();
    }

    /// Removes the first condition that a replica wrote of an older version and then never replaced: it is
    /// gone. Should it live after all, it writes again.
    ///
    /// @return requests made
    private int removeOlder(PolicyStanding standing, List<Map<String, Object>> conditions) {
        for (int i = 0; i < conditions.size(); i++) {
            Map<String, Object> one = conditions.get(i);
            if (one.get("observedGeneration") instanceof Number read && read.longValue() < standing.generation()) {
                String path = "/status/conditions/" + i;
                patch(
                        standing.policy(),
                        PatchContext.of(PatchType.JSON),
                        client.getKubernetesSerialization()
                                .asJson(List.of(
                                        Map.of("op", "test", "path", path, "value", one),
                                        Map.of("op", "remove", "path", path))));
                return 1;
            }
        }
        return 0;
    }

    /// Removes what this replica wrote, as far as the API server can be reached.
    synchronized void takeBack(List<PolicyStanding> standings) {
        for (PolicyStanding standing : standings.subList(0, Math.min(standings.size(), TAKEN_BACK_MAX))) {
            if (apply(standing.policy(), List.of()) == Outcome.FAILED) {
                return;
            }
        }
    }

    private enum Outcome {
        WRITTEN,
        FAILED
    }

    private Outcome apply(String policy, List<Map<String, Object>> conditions) {
        return patch(
                policy,
                new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager("provenance-gate-" + replica)
                        .withForce(true)
                        .build(),
                client.getKubernetesSerialization()
                        .asJson(Map.of(
                                "apiVersion",
                                ClusterPolicies.POLICIES.getGroup() + "/" + ClusterPolicies.POLICIES.getVersion(),
                                "kind",
                                ClusterPolicies.POLICIES.getKind(),
                                "metadata",
                                Map.of("name", policy),
                                "status",
                                conditions.isEmpty() ? Map.of() : Map.of("conditions", conditions))));
    }

    private Outcome patch(String policy, PatchContext how, String patch) {
        try {
            client.genericKubernetesResources(ClusterPolicies.POLICIES)
                    .withName(policy)
                    .subresource("status")
                    .patch(how, patch);
            return Outcome.WRITTEN;
        } catch (KubernetesClientException refused) {
            LOG.warnf("the status of the policy %s cannot be written (%s)", policy, refused.getMessage());
            return Outcome.FAILED;
        }
    }

    /// What a condition says.
    private record Told(String type, String status, String reason, String message) {}

    private static Told ready(PolicyStanding standing) {
        return switch (standing.state()) {
            case State.InForce _ -> new Told(READY, "True", "InForce", "this version judges");
            case State.LastGoodInForce(String why) ->
                new Told(
                        READY, "False", "LastGoodInForce", "this version is refused, the last good one judges: " + why);
            case State.NothingInForce(String why) ->
                new Told(
                        READY,
                        "False",
                        "NothingInForce",
                        "this version is refused, and there is no good one: nothing satisfies the policy: " + why);
        };
    }

    private static Told guarding(GuardReport report) {
        if (report.gaps().isEmpty()) {
            return new Told(GUARDING, "True", "AsksAboutAll", "the API server asks about what the policies speak of");
        }
        String status = report.has(Gap.Kind.NOT_CHECKED) ? "Unknown" : "False";
        String message = report.gaps().stream().map(Gap::sentence).collect(Collectors.joining("; "));
        return new Told(
                GUARDING,
                status,
                report.gaps().getFirst().kind().reason(),
                UntrustedText.escape(message, MESSAGE_CHARACTERS_MAX));
    }

    private Map<String, Object> condition(
            Told told, long generation, List<Map<String, Object>> conditions, Instant now) {
        Object since = ours(conditions, told.type())
                .filter(before -> told.status().equals(before.get("status")))
                .map(before -> before.get("lastTransitionTime"))
                .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
        Map<String, Object> condition = new LinkedHashMap<>();
        condition.put("type", told.type());
        condition.put("replica", replica);
        condition.put("status", told.status());
        condition.put("observedGeneration", generation);
        condition.put("lastTransitionTime", since);
        condition.put("reason", told.reason());
        condition.put("message", told.message());
        return condition;
    }

    private Optional<Map<String, Object>> ours(List<Map<String, Object>> conditions, String type) {
        return conditions.stream()
                .filter(one -> type.equals(one.get("type")) && replica.equals(one.get("replica")))
                .findFirst();
    }

    private static boolean says(Map<String, Object> there, Map<String, Object> wanted) {
        return wanted.entrySet().stream()
                .allMatch(field ->
                        Objects.toString(field.getValue()).equals(Objects.toString(there.get(field.getKey()))));
    }

    private static List<Map<String, Object>> conditions(GenericKubernetesResource policy) {
        List<Map<String, Object>> conditions = policy.get("status", "conditions");
        return Optional.ofNullable(conditions).orElse(List.of());
    }
}
