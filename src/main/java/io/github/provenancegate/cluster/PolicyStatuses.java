package io.github.provenancegate.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
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
import org.jboss.logging.Logger;

/// Says in each policy's status what this replica makes of it: one condition `Ready` of its own, by server-side
/// apply as a field manager of its own, so that replicas neither overwrite each other nor need to agree.
final class PolicyStatuses {
    /// A changed policy is told of within a second; a hundred changed at once must not crowd the API server.
    static final int WRITES_MAX = 5;

    /// By then our own write has come back by the watch, or was lost.
    private static final Duration WRITTEN_AGAIN = Duration.ofSeconds(30);

    /// Of more policies a process that ends leaves its conditions behind: its time to end is bounded.
    private static final int TAKEN_BACK_MAX = 20;

    private static final String TYPE = "Ready";

    private static final Logger LOG = Logger.getLogger(PolicyStatuses.class);

    private final KubernetesClient client;
    private final String replica;
    private final InstantSource clock;
    private final Map<String, Attempt> attempts = new HashMap<>();

    private record Attempt(PolicyStanding standing, Instant at) {}

    PolicyStatuses(KubernetesClient client, String replica, InstantSource clock) {
        this.client = client;
        this.replica = replica;
        this.clock = clock;
    }

    /// Writes what is not yet there.
    ///
    /// @param held the policy as the API server holds it
    synchronized void write(
            List<PolicyStanding> standings, Function<String, Optional<GenericKubernetesResource>> held) {
        Instant now = clock.instant();
        int written = 0;
        for (PolicyStanding standing : standings) {
            Optional<Map<String, Object>> there = held.apply(standing.policy()).flatMap(this::ourCondition);
            Map<String, Object> wanted = condition(standing, there, now);
            boolean tried = Optional.ofNullable(attempts.get(standing.policy()))
                    .filter(last -> last.standing().equals(standing)
                            && Duration.between(last.at(), now).compareTo(WRITTEN_AGAIN) < 0)
                    .isPresent();
            if (!tried && !says(there, wanted) && written < WRITES_MAX) {
                attempts.put(standing.policy(), new Attempt(standing, now));
                written++;
                apply(standing.policy(), List.of(wanted));
            }
        }
        attempts.keySet()
                .retainAll(standings.stream().map(PolicyStanding::policy).toList());
    }

    /// Removes what this replica wrote.
    synchronized void takeBack(List<PolicyStanding> standings) {
        standings.stream().limit(TAKEN_BACK_MAX).forEach(standing -> apply(standing.policy(), List.of()));
    }

    private void apply(String policy, List<Map<String, Object>> conditions) {
        GenericKubernetesResource resource = new GenericKubernetesResource();
        resource.setApiVersion(ClusterPolicies.POLICIES.getGroup() + "/" + ClusterPolicies.POLICIES.getVersion());
        resource.setKind(ClusterPolicies.POLICIES.getKind());
        resource.setMetadata(new ObjectMetaBuilder().withName(policy).build());
        resource.setAdditionalProperty("status", conditions.isEmpty() ? Map.of() : Map.of("conditions", conditions));
        try {
            client.genericKubernetesResources(ClusterPolicies.POLICIES)
                    .resource(resource)
                    .subresource("status")
                    .patch(
                            new PatchContext.Builder()
                                    .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                    .withFieldManager("provenance-gate-" + replica)
                                    .withForce(true)
                                    .build(),
                            resource);
        } catch (KubernetesClientException refused) {
            LOG.warnf("the status of the policy %s cannot be written (%s)", policy, refused.getMessage());
        }
    }

    private Map<String, Object> condition(PolicyStanding standing, Optional<Map<String, Object>> there, Instant now) {
        String status = switch (standing.state()) {
            case State.InForce _ -> "True";
            case State.LastGoodInForce _, State.NothingInForce _ -> "False";
        };
        String reason = switch (standing.state()) {
            case State.InForce _ -> "InForce";
            case State.LastGoodInForce _ -> "LastGoodInForce";
            case State.NothingInForce _ -> "NothingInForce";
        };
        String message = switch (standing.state()) {
            case State.InForce _ -> "this version judges";
            case State.LastGoodInForce(String why) -> "this version is refused, the last good one judges: " + why;
            case State.NothingInForce(String why) ->
                "this version is refused, and there is no good one: nothing satisfies the policy: " + why;
        };
        Object since = there.filter(before -> status.equals(before.get("status")))
                .map(before -> before.get("lastTransitionTime"))
                .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
        Map<String, Object> condition = new LinkedHashMap<>();
        condition.put("type", TYPE);
        condition.put("replica", replica);
        condition.put("status", status);
        condition.put("observedGeneration", standing.generation());
        condition.put("lastTransitionTime", since);
        condition.put("reason", reason);
        condition.put("message", message);
        return condition;
    }

    private static boolean says(Optional<Map<String, Object>> there, Map<String, Object> wanted) {
        return there.filter(condition -> wanted.entrySet().stream()
                        .allMatch(field -> Objects.toString(field.getValue())
                                .equals(Objects.toString(condition.get(field.getKey())))))
                .isPresent();
    }

    private Optional<Map<String, Object>> ourCondition(GenericKubernetesResource policy) {
        List<Map<String, Object>> conditions = policy.get("status", "conditions");
        return conditions == null
                ? Optional.empty()
                : conditions.stream()
                        .filter(one -> TYPE.equals(one.get("type")) && replica.equals(one.get("replica")))
                        .findFirst();
    }
}
