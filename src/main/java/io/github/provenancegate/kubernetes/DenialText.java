package io.github.provenancegate.kubernetes;

import io.github.provenancegate.kubernetes.AdmissionAnswer.Cause;
import io.github.provenancegate.kubernetes.AdmissionAnswer.Response;
import io.github.provenancegate.policy.Decision;
import io.github.provenancegate.verdict.Explanation;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A denial's message: one line for each failing image, within what clients print.
final class DenialText {
    /// kubectl prints it whole, controllers copy it into Events and conditions: more would push out what they
    /// say.
    static final int MESSAGE_BYTES_MAX = 2_048;

    /// Room for one line at the end that counts what did not fit.
    private static final int TAIL_BYTES = 48;

    /// Causes are for programs, which find the rest in the audit log.
    static final int CAUSES_MAX = 16;

    private static final int CAUSE_BYTES_MAX = 256;

    private DenialText() {}

    static Response.Denied of(ImageRuling headline, List<ImageRuling> rulings) {
        Map<String, List<ImageRuling>> failing = new LinkedHashMap<>();
        rulings.stream()
                .filter(one -> switch (one.ruling().decision()) {
                    case Decision.Deny _ -> true;
                    case Decision.Admit _,
                            Decision.AdmitExempted _,
                            Decision.AdmitAudited _,
                            Decision.AdmitWithWarning _ -> false;
                })
                .forEach(one -> failing.computeIfAbsent(one.image().text(), _ -> new ArrayList<>())
                        .add(one));
        List<String> lines = failing.values().stream().map(DenialText::line).toList();
        List<Cause> causes = failing.values().stream()
                .flatMap(List::stream)
                .limit(CAUSES_MAX)
                .map(DenialText::cause)
                .toList();
        return new Response.Denied(verdict(headline).status().name(), joined(lines), causes);
    }

    private static String joined(List<String> lines) {
        StringBuilder message = new StringBuilder(
                LimitedText.cut(lines.getFirst(), MESSAGE_BYTES_MAX - (lines.size() > 1 ? TAIL_BYTES : 0)));
        int used = LimitedText.bytes(message.toString());
        for (int i = 1; i < lines.size(); i++) {
            int more = 1 + LimitedText.bytes(lines.get(i));
            int reserve = i + 1 < lines.size() ? TAIL_BYTES : 0;
            if (used + more > MESSAGE_BYTES_MAX - reserve) {
                return message.append("\n… and ")
                        .append(lines.size() - i)
                        .append(" more images")
                        .toString();
            }
            message.append('\n').append(lines.get(i));
            used += more;
        }
        return message.toString();
    }

    /// One line about one image.
    ///
    /// @param same every place of the Pod that names it, at least one
    static String line(List<ImageRuling> same) {
        ImageRuling first = same.getFirst();
        return where(same)
                + ": " + first.what() + ": " + Explanation.line(verdict(first))
                + first.policy().map(name -> " (policy " + name + ")").orElse("");
    }

    /// `container "app" and 2 more`.
    static String where(List<ImageRuling> same) {
        return same.getFirst().where() + (same.size() > 1 ? " and " + (same.size() - 1) + " more" : "");
    }

    private static Cause cause(ImageRuling one) {
        Verdict verdict = verdict(one);
        return new Cause(
                verdict.code().name(),
                one.image().field(),
                LimitedText.cut(verdict.status() + ": " + Explanation.sentence(verdict), CAUSE_BYTES_MAX));
    }

    static Verdict verdict(ImageRuling denied) {
        return denied.ruling()
                .judgement()
                .map(Judgement::verdict)
                .orElseThrow(() -> new IllegalStateException("denied without a verdict"));
    }
}
