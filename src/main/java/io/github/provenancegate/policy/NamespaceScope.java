package io.github.provenancegate.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The namespaces in which a policy applies. Every condition that is given must hold; one that is not given
/// always holds (which is why each is optional instead of an empty list).
///
/// @param include name patterns of which one must match
/// @param exclude name patterns of which none may match
/// @param matchLabels labels that the namespace must have; a namespace whose labels are not known matches
public record NamespaceScope(
        Optional<List<String>> include, Optional<List<String>> exclude, Optional<Map<String, String>> matchLabels) {
    /// Every namespace.
    public static final NamespaceScope EVERYWHERE =
            new NamespaceScope(Optional.empty(), Optional.empty(), Optional.empty());

    /// How a namespace stands to a policy.
    enum Standing {
        APPLIES,
        /// Taken out by name on purpose: not judged, and not "unmatched" either.
        EXCLUDED,
        /// Not among those that the policy speaks of.
        ELSEWHERE
    }

    Standing standingOf(Namespace namespace) {
        if (exclude.filter(patterns -> anyMatches(patterns, namespace)).isPresent()) {
            return Standing.EXCLUDED;
        }
        boolean included =
                include.map(patterns -> anyMatches(patterns, namespace)).orElse(true);
        boolean labelled = matchLabels
                .map(wanted -> namespace
                        .labels()
                        .map(labels -> labels.entrySet().containsAll(wanted.entrySet()))
                        .orElse(true))
                .orElse(true);
        return included && labelled ? Standing.APPLIES : Standing.ELSEWHERE;
    }

    private static boolean anyMatches(List<String> patterns, Namespace namespace) {
        return patterns.stream().anyMatch(pattern -> new Glob(pattern).matches(namespace.name()));
    }
}
