package io.github.provenancegate.policy;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.Explanation;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Verdict;
import java.util.List;
import java.util.Optional;

/// A policy that exists, but of which this process never could read a version. What it wants proven is not
/// known, so nothing satisfies it: were it taken for absent, a restart after a faulty change would admit what
/// was denied before.
///
/// @param name the document's name
/// @param images which repositories it speaks of; empty where that cannot be read, and then it speaks of all
/// @param namespaces where it applies; everywhere, where that cannot be read
/// @param mode what happens to its images; [Mode#ENFORCE] where that cannot be read
/// @param why it cannot be read, safe to print
public record UnreadPolicy(
        String name, Optional<List<ImagePattern>> images, NamespaceScope namespaces, Mode mode, String why) {
    boolean speaksOf(Repository repository) {
        return images.map(patterns -> patterns.stream().anyMatch(pattern -> pattern.matches(repository)))
                .orElse(true);
    }

    Ruling.ByPolicy ruling(Optional<Namespace> namespace) {
        Mode here = Namespace.stricter(mode, namespace);
        return new Ruling.ByPolicy(
                name,
                here,
                Ruling.notProven(here),
                Judgement.without(
                        new Verdict.Undetermined(ReasonCode.POLICY_UNUSABLE, Explanation.policyUnusable(name, why))),
                Optional.empty());
    }
}
