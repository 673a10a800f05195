package io.github.provenancegate.kubernetes;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.policy.Decision;
import io.github.provenancegate.policy.Ruling;
import io.github.provenancegate.verdict.Explanation;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Remedy;
import io.github.provenancegate.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Warnings for the person who made the request. The API server drops a warning that holds a control character,
/// and shortens all of them when one exceeds 256 bytes or their sum 4,096 (apiserver, `warning` headers).
final class AnswerWarnings {
    /// As the API conventions recommend.
    static final int CHARACTERS_MAX = 120;

    static final int ALL_CHARACTERS_MAX = 4_096;

    private final Set<String> texts = new LinkedHashSet<>();
    private int used;

    private AnswerWarnings() {}

    /// What the request itself gives reason to say.
    static AnswerWarnings about(AdmissionRequest request) {
        AnswerWarnings warnings = new AnswerWarnings();
        request.object()
                .ifPresent(object -> object.unknownLists()
                        .forEach(list -> warnings.add((request.isAboutPod() ? "spec." : "the Pod's spec.")
                                + UntrustedText.escape(list, 40)
                                + " names images, but is not known to this webhook: they were not judged")));
        return warnings;
    }

    /// What the ruling about an image gives reason to say.
    void addFor(ImageRuling one) {
        switch (one.ruling().decision()) {
            case Decision.AdmitWithWarning _ ->
                one.ruling().judgement().map(Judgement::verdict).ifPresent(verdict -> add(words(one, verdict)));
            case Decision.Admit _, Decision.AdmitExempted _, Decision.AdmitAudited _, Decision.Deny _ -> {}
        }
    }

    /// What admission of its Pods would say to the person who applies a workload, to whom nobody else says it:
    /// Pods are created by a controller. First what would be denied, one for each image, then what to do.
    ///
    /// @param rulings in Pod order
    void addForPods(List<ImageRuling> rulings) {
        Map<String, List<ImageRuling>> denied = new LinkedHashMap<>();
        rulings.stream()
                .filter(one -> one.ruling().decision() instanceof Decision.Deny)
                .forEach(one -> denied.computeIfAbsent(one.image().text(), _ -> new ArrayList<>())
                        .add(one));
        denied.values()
                .forEach(same -> add("Pods would be denied: " + DenialText.where(same) + ": "
                        + briefly(DenialText.verdict(same.getFirst()))));
        rulings.forEach(this::addFor);
        denied.values().stream()
                .map(same -> DenialText.verdict(same.getFirst()).code())
                .forEach(code -> add(code + ": " + Remedy.of(code)));
    }

    private static String briefly(Verdict verdict) {
        return verdict.status() + " " + verdict.code() + ": " + Explanation.sentence(verdict);
    }

    private static String words(ImageRuling one, Verdict verdict) {
        if (verdict.isProven() || isExempt(one.ruling())) {
            return one.where() + ": " + ReasonCode.TAG_NOT_PINNED + ": " + Remedy.of(ReasonCode.TAG_NOT_PINNED);
        }
        return one.where() + ": " + verdict.status() + " " + verdict.code() + ": "
                + UntrustedText.escape(one.image().text(), 50) + ": " + Explanation.sentence(verdict);
    }

    private static boolean isExempt(Ruling ruling) {
        return ruling instanceof Ruling.Judged judged
                && judged.deciding().exemption().isPresent();
    }

    void add(String text) {
        String safe = UntrustedText.escape(text, CHARACTERS_MAX - 1);
        String fitting = safe.length() <= CHARACTERS_MAX ? safe : safe.substring(0, CHARACTERS_MAX);
        if (used + fitting.length() <= ALL_CHARACTERS_MAX && texts.add(fitting)) {
            used += fitting.length();
        }
    }

    List<String> texts() {
        return List.copyOf(texts);
    }
}
