package io.github.provenancegate.kubernetes;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.policy.Decision;
import io.github.provenancegate.policy.Ruling;
import io.github.provenancegate.verdict.Explanation;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Remedy;
import io.github.provenancegate.verdict.Verdict;
import java.util.LinkedHashSet;
import java.util.List;
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
        if (request.isAboutPod()) {
            request.object()
                    .ifPresent(pod -> pod.unknownLists()
                            .forEach(list -> warnings.add("spec."
                                    + UntrustedText.escape(list, 40)
                                    + " names images, but is not known to this webhook: they were not judged")));
        }
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
