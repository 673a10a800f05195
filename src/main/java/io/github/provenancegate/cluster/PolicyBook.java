package io.github.provenancegate.cluster;

import io.github.provenancegate.kubernetes.PolicyDocuments;
import io.github.provenancegate.kubernetes.PolicyReading;
import io.github.provenancegate.policy.Mode;
import io.github.provenancegate.policy.NamespaceScope;
import io.github.provenancegate.policy.PolicySet;
import io.github.provenancegate.policy.PolicyStanding;
import io.github.provenancegate.policy.PolicyStanding.State;
import io.github.provenancegate.policy.PolicyWatch.News;
import io.github.provenancegate.policy.ProvenancePolicy;
import io.github.provenancegate.policy.UnmatchedAction;
import io.github.provenancegate.policy.UnreadPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Which version of each policy is in force: the newest that could be read. Talks to nobody.
final class PolicyBook {
    private final PolicyDocuments documents;
    private final UnmatchedAction unmatched;
    private final Map<String, Entry> entries = new TreeMap<>();
    private volatile PolicySet current;
    private volatile List<PolicyStanding> standings = List.of();

    PolicyBook(PolicyDocuments documents, UnmatchedAction unmatched) {
        this.documents = documents;
        this.unmatched = unmatched;
        this.current = new PolicySet(
                List.of(),
                List.of(new UnreadPolicy(
                        "(any)",
                        Optional.empty(),
                        NamespaceScope.EVERYWHERE,
                        Mode.ENFORCE,
                        "the cluster's policies have not been listed yet")),
                unmatched);
    }

    /// One version of a policy as the API server holds it.
    ///
    /// @param uid another one under the same name is another policy
    /// @param document gives `apiVersion`, `kind`, the name and `spec` as JSON; asked only of a new version
    record Version(String name, String uid, long generation, Supplier<String> document) {}

    /// @param inForce the last good version's; empty when there never was one
    private record Entry(Version version, Optional<ProvenancePolicy> inForce, Optional<UnreadPolicy> unusable) {
        PolicyStanding standing() {
            State state = unusable.<State>map(broken -> inForce.isPresent()
                            ? new State.LastGoodInForce(broken.why())
                            : new State.NothingInForce(broken.why()))
                    .orElseGet(State.InForce::new);
            return new PolicyStanding(version.name(), version.uid(), version.generation(), state);
        }
    }

    /// Takes over what the API server holds now: all of it.
    synchronized void replace(Collection<Version> all, News news) {
        Set<String> gone = new HashSet<>(entries.keySet());
        List<PolicyStanding> changed = new ArrayList<>();
        for (Version version : all) {
            gone.remove(version.name());
            Optional<Entry> before = Optional.ofNullable(entries.get(version.name()));
            if (before.filter(held -> isSame(held.version(), version)).isEmpty()) {
                Entry entry = read(version, before);
                entries.put(version.name(), entry);
                changed.add(entry.standing());
            }
        }
        gone.forEach(entries::remove);
        current = new PolicySet(
                entries.values().stream()
                        .map(Entry::inForce)
                        .flatMap(Optional::stream)
                        .toList(),
                entries.values().stream()
                        .filter(entry -> entry.inForce().isEmpty())
                        .map(Entry::unusable)
                        .flatMap(Optional::stream)
                        .toList(),
                unmatched);
        standings = entries.values().stream().map(Entry::standing).toList();
        changed.forEach(news::changed);
        gone.forEach(news::removed);
    }

    /// The policies in force. Until the first list nothing satisfies them.
    PolicySet current() {
        return current;
    }

    List<PolicyStanding> standings() {
        return standings;
    }

    /// The API server counts a generation up with each change of `spec`, and with no other.
    private static boolean isSame(Version held, Version told) {
        return held.uid().equals(told.uid()) && held.generation() == told.generation();
    }

    private Entry read(Version version, Optional<Entry> before) {
        return switch (documents.readResource(version.name(), version.document().get())) {
            case PolicyReading.Sound(ProvenancePolicy policy) ->
                new Entry(version, Optional.of(policy), Optional.empty());
            case PolicyReading.Unusable(UnreadPolicy unread) ->
                new Entry(
                        version,
                        before.filter(held -> held.version().uid().equals(version.uid()))
                                .flatMap(Entry::inForce),
                        Optional.of(unread));
        };
    }
}
