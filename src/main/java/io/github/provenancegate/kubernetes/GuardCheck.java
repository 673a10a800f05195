package io.github.provenancegate.kubernetes;

import io.github.provenancegate.kubernetes.Gap.Kind;
import io.github.provenancegate.kubernetes.HookConfiguration.Hook;
import io.github.provenancegate.policy.Mode;
import io.github.provenancegate.policy.Namespace;
import io.github.provenancegate.policy.PolicySet;
import io.github.provenancegate.policy.UnmatchedAction;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What of a webhook configuration leaves unguarded what the policies speak of. Pure.
///
/// It cannot tell whether the Service or URL that is called is this webhook, nor what `matchConditions` leave
/// out.
///
/// @param policies in force
/// @param namespaces that are known, with their labels
/// @param served the chain that the API server is shown, its leaf first
public record GuardCheck(PolicySet policies, List<Namespace> namespaces, List<X509Certificate> served, Instant now) {
    /// Pods of the control plane: to wait for a webhook that waits for them is a dead lock.
    private static final String SYSTEM = "kube-system";

    /// A cold verdict takes a second or two at a slow registry, of which the answer needs one.
    private static final int TIMEOUT_SECONDS_MIN = 3;

    /// More tell a reader nothing new.
    private static final int NAMED_MAX = 5;

    private static final String PODS = "pods";
    private static final String EPHEMERAL = "pods/ephemeralcontainers";

    public GuardCheck {
        namespaces = List.copyOf(namespaces);
        served = List.copyOf(served);
    }

    /// The gap of a configuration that is not there.
    public static Gap missing(String name) {
        return new Gap(
                Kind.CONFIGURATION_MISSING,
                "there is no ValidatingWebhookConfiguration " + name
                        + ": the API server asks about no Pod; install it, or name another");
    }

    /// All gaps, in the order of their kinds.
    public List<Gap> of(HookConfiguration configuration) {
        List<Hook> hooks = configuration.hooks();
        if (hooks.isEmpty()) {
            return List.of(new Gap(
                    Kind.HOOK_MISSING,
                    "no webhook of " + configuration.name() + " calls " + HookConfiguration.PATH
                            + ": the API server asks about no Pod; add one"));
        }
        List<Gap> gaps = new ArrayList<>();
        rules(hooks).ifPresent(gaps::add);
        leftOut(hooks).ifPresent(gaps::add);
        for (Hook hook : hooks) {
            Stream.of(objects(hook), failure(hook), match(hook), timeout(hook))
                    .flatMap(Optional::stream)
                    .forEach(gaps::add);
            gaps.addAll(new ServedChain(served).gaps(hook));
        }
        new ServedChain(served).ending(now).ifPresent(gaps::add);
        return List.copyOf(gaps);
    }

    private static Optional<Gap> rules(List<Hook> hooks) {
        List<String> missing = Stream.of(List.of("CREATE", PODS), List.of("UPDATE", PODS), List.of("UPDATE", EPHEMERAL))
                .filter(one -> hooks.stream().noneMatch(hook -> sends(hook, one.getFirst(), one.getLast())))
                .map(one -> one.getFirst() + " of " + one.getLast())
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(new Gap(
                        Kind.RULE_MISSING,
                        "no rule sends " + String.join(", ", missing) + ": such images run unjudged; add the rule"));
    }

    private static boolean sends(Hook hook, String operation, String resource) {
        return hook.rules().stream().anyMatch(rule -> rule.sends(operation, resource));
    }

    /// Namespaces in which a policy applies and about whose Pods nobody asks. Where no rule sends Pods at all,
    /// all of them would be, which the gap of the rule says already.
    private Optional<Gap> leftOut(List<Hook> hooks) {
        List<Hook> sending =
                hooks.stream().filter(hook -> sends(hook, "CREATE", PODS)).toList();
        if (sending.isEmpty()) {
            return Optional.empty();
        }
        List<String> names = namespaces.stream()
                .filter(namespace -> !namespace.name().equals(SYSTEM))
                .filter(namespace ->
                        hooks.stream().flatMap(hook -> hook.service().stream()).noneMatch(namespace.name()::equals))
                .filter(namespace ->
                        policies.strictestMode(Optional.of(namespace)).isPresent())
                .filter(namespace -> {
                    Map<String, String> labels = namespace.labels().orElse(Map.of());
                    return sending.stream().noneMatch(hook -> hook.namespaces().selects(labels));
                })
                .map(Namespace::name)
                .sorted()
                .toList();
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new Gap(
                        Kind.NAMESPACE_LEFT_OUT,
                        "namespaceSelector leaves out "
                                + String.join(", ", names.subList(0, Math.min(names.size(), NAMED_MAX)))
                                + (names.size() > NAMED_MAX ? " and " + (names.size() - NAMED_MAX) + " more" : "")
                                + ", where policies apply; select them, or exclude them in the policies"));
    }

    private static Optional<Gap> objects(Hook hook) {
        return hook.objects().conditions().isEmpty()
                ? Optional.empty()
                : Optional.of(new Gap(
                        Kind.OBJECT_SELECTOR,
                        hook.name() + " has an objectSelector: whoever writes a Pod's labels decides whether it is"
                                + " judged; remove it"));
    }

    private Optional<Gap> failure(Hook hook) {
        return hook.failurePolicy().equals("Ignore") && isEnforcing()
                ? Optional.of(new Gap(
                        Kind.FAILURE_POLICY,
                        hook.name() + " has failurePolicy Ignore although a policy enforces: when the webhook does not"
                                + " answer, everything runs; set Fail"))
                : Optional.empty();
    }

    private boolean isEnforcing() {
        return policies.unmatched() == UnmatchedAction.DENY
                || Stream.concat(namespaces.stream().map(Optional::of), Stream.of(Optional.<Namespace>empty()))
                        .flatMap(namespace -> policies.strictestMode(namespace).stream())
                        .anyMatch(mode -> mode == Mode.ENFORCE);
    }

    private static Optional<Gap> match(Hook hook) {
        return hook.matchPolicy().equals("Exact")
                ? Optional.of(new Gap(
                        Kind.MATCH_POLICY,
                        hook.name() + " has matchPolicy Exact: a later version of Pods would run unjudged; set"
                                + " Equivalent"))
                : Optional.empty();
    }

    private static Optional<Gap> timeout(Hook hook) {
        return hook.timeoutSeconds() < TIMEOUT_SECONDS_MIN
                ? Optional.of(new Gap(
                        Kind.TIMEOUT,
                        hook.name() + " has timeoutSeconds " + hook.timeoutSeconds() + ", too few to ask a registry;"
                                + " set 10"))
                : Optional.empty();
    }
}
