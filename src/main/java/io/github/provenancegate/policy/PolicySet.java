package io.github.provenancegate.policy;

import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// All policies in force, and what happens to images of which none speaks.
///
/// @param policies by name; may be empty: then every image is unmatched
/// @param unread those that exist and cannot be read: nothing satisfies them
public record PolicySet(List<ProvenancePolicy> policies, List<UnreadPolicy> unread, UnmatchedAction unmatched) {
    public PolicySet {
        policies = policies.stream()
                .sorted(Comparator.comparing(ProvenancePolicy::name))
                .toList();
        unread =
                unread.stream().sorted(Comparator.comparing(UnreadPolicy::name)).toList();
        Set<String> names = new HashSet<>();
        unread.forEach(policy -> names.add(policy.name()));
        for (ProvenancePolicy policy : policies) {
            if (!names.add(policy.name())) {
                throw new IllegalArgumentException("two policies are named " + policy.name());
            }
        }
    }

    /// Policies that could all be read.
    public PolicySet(List<ProvenancePolicy> policies, UnmatchedAction unmatched) {
        this(policies, List.of(), unmatched);
    }

    /// Which policies judge an image.
    public sealed interface Selection {
        /// Each judges by itself; all must be satisfied.
        ///
        /// @param policies by name, never empty
        record Matched(List<ProvenancePolicy> policies) implements Selection {
            public Matched {
                policies = List.copyOf(policies);
                if (policies.isEmpty()) {
                    throw new IllegalArgumentException("no policy is Unmatched or Excluded");
                }
            }
        }

        /// A policy speaks of the image and takes its namespace out by name; no other judges it.
        record Excluded(String policy) implements Selection {}

        record Unmatched() implements Selection {}
    }

    /// The policies for an image.
    ///
    /// @param namespace where it will run; empty on the command line, where every policy applies
    public Selection select(Optional<Namespace> namespace, ImageReference image) {
        List<ProvenancePolicy> matched = new ArrayList<>();
        Optional<String> excluding = Optional.empty();
        for (ProvenancePolicy policy : policies) {
            if (policy.speaksOf(image.repository())) {
                NamespaceScope.Standing standing =
                        namespace.map(policy.namespaces()::standingOf).orElse(NamespaceScope.Standing.APPLIES);
                switch (standing) {
                    case APPLIES -> matched.add(policy);
                    case EXCLUDED -> excluding = excluding.or(() -> Optional.of(policy.name()));
                    case ELSEWHERE -> {}
                }
            }
        }
        if (!matched.isEmpty()) {
            return new Selection.Matched(matched);
        }
        return excluding.<Selection>map(Selection.Excluded::new).orElseGet(Selection.Unmatched::new);
    }

    /// Asks what is proven about an image, once for all its requirements.
    @FunctionalInterface
    public interface Examiner {
        /// One judgement for each requirement, in their order.
        List<Judgement> examine(ImageReference image, List<Requirement> requirements);
    }

    /// The ruling about one image: the whole way from its name to a decision. The examiner is asked only when a
    /// policy speaks of the image.
    ///
    /// @param now by which exemptions end
    public Ruling rule(Optional<Namespace> namespace, ImageReference image, Instant now, Examiner examiner) {
        return rule(namespace, image, now, examiner, Naming.WRITTEN);
    }

    /// The ruling about an image as if it were named by the digest that was found behind its tag: what could be
    /// said of it once it is pinned. `requireDigest`, which speaks of names, has nothing against it then.
    ///
    /// @param now by which exemptions end
    public Ruling ruleAsPinned(Optional<Namespace> namespace, ImageReference image, Instant now, Examiner examiner) {
        return rule(namespace, image, now, examiner, Naming.PINNED);
    }

    /// By which name an image is weighed.
    private enum Naming {
        WRITTEN,
        PINNED;

        ImageReference of(ImageReference image, Judgement judgement) {
            return switch (this) {
                case WRITTEN -> image;
                case PINNED ->
                    judgement
                            .image()
                            .<ImageReference>map(
                                    found -> new ImageReference.Pinned(image.repository(), image.tag(), found.digest()))
                            .orElse(image);
            };
        }
    }

    private Ruling rule(
            Optional<Namespace> namespace, ImageReference image, Instant now, Examiner examiner, Naming naming) {
        List<Ruling.ByPolicy> unsatisfied = unread.stream()
                .filter(policy -> policy.speaksOf(image.repository()))
                .filter(policy -> applies(policy.namespaces(), namespace))
                .map(policy -> policy.ruling(namespace))
                .toList();
        Selection selection = select(namespace, image);
        if (selection instanceof Selection.Matched(List<ProvenancePolicy> matched)) {
            List<Ruling.ByPolicy> each = new ArrayList<>(examined(matched, namespace, image, now, examiner, naming));
            each.addAll(unsatisfied);
            each.sort(Comparator.comparing(Ruling.ByPolicy::policy));
            return Ruling.strictest(each);
        }
        if (!unsatisfied.isEmpty()) {
            return Ruling.strictest(unsatisfied);
        }
        return switch (selection) {
            case Selection.Excluded(String policy) -> new Ruling.Excluded(policy);
            case Selection.Unmatched _, Selection.Matched _ -> Ruling.unmatched(unmatched);
        };
    }

    private static List<Ruling.ByPolicy> examined(
            List<ProvenancePolicy> matched,
            Optional<Namespace> namespace,
            ImageReference image,
            Instant now,
            Examiner examiner,
            Naming naming) {
        List<Judgement> judgements = examiner.examine(
                image,
                matched.stream()
                        .map(policy -> policy.requirementFor(image.repository()))
                        .toList());
        List<Ruling.ByPolicy> each = new ArrayList<>();
        for (int i = 0; i < matched.size(); i++) {
            ProvenancePolicy policy = matched.get(i);
            Mode mode = Namespace.stricter(policy.mode(), namespace);
            Judgement judgement = judgements.get(i);
            each.add(new Weighing(policy, mode, naming.of(image, judgement), now).weigh(judgement));
        }
        return each;
    }

    /// The ruling about something that is at fault before any policy can be matched with it (a name that is no
    /// reference, too many images, a defect): the strictest mode of the policies in force in this namespace
    /// decides; where there is none, `unmatched` does.
    public Ruling ruleFault(Optional<Namespace> namespace, Verdict fault) {
        Judgement judgement = Judgement.without(fault);
        return strictestMode(namespace)
                .<Ruling>map(mode -> new Ruling.WithoutPolicy(Ruling.notProven(mode), judgement))
                .orElseGet(() ->
                        new Ruling.WithoutPolicy(Ruling.unmatched(unmatched).decision(), judgement));
    }

    /// The strictest mode of the policies that apply in a namespace; empty where none does.
    ///
    /// @param namespace empty: anywhere
    public Optional<Mode> strictestMode(Optional<Namespace> namespace) {
        Stream<Mode> ofPolicies = policies.stream()
                .filter(policy -> applies(policy.namespaces(), namespace))
                .map(ProvenancePolicy::mode);
        Stream<Mode> ofUnread = unread.stream()
                .filter(policy -> applies(policy.namespaces(), namespace))
                .map(UnreadPolicy::mode);
        return Stream.concat(ofPolicies, ofUnread)
                .map(mode -> Namespace.stricter(mode, namespace))
                .max(Comparator.naturalOrder());
    }

    private static boolean applies(NamespaceScope scope, Optional<Namespace> namespace) {
        return namespace
                .map(where -> scope.standingOf(where) == NamespaceScope.Standing.APPLIES)
                .orElse(true);
    }
}
