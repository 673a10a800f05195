package io.github.provenancegate.kubernetes;

import io.github.provenancegate.policy.Ruling;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What the audit log keeps of an answer. Keys hold no `/`: the API server puts the webhook's name before each.
final class AuditAnnotations {
    /// The audit log is kept for years: enough to find the review in the webhook's own log.
    private static final int VALUE_BYTES_MAX = 1_024;

    private AuditAnnotations() {}

    static Map<String, String> of(ImageRuling headline, List<ImageRuling> rulings) {
        Map<String, String> annotations = new TreeMap<>();
        annotations.put("decision", headline.decisionWord());
        headline.ruling().judgement().ifPresent(judgement -> {
            annotations.put("status", judgement.verdict().status().name());
            annotations.put("reason", judgement.verdict().code().name());
        });
        annotations.put("image", LimitedText.cut(headline.what(), VALUE_BYTES_MAX));
        headline.digest().ifPresent(digest -> annotations.put("digest", digest));
        headline.policy().ifPresent(policy -> annotations.put("policy", policy));
        List<String> exempt = rulings.stream()
                .flatMap(one -> one.exemptions().stream().map(exemption -> one.what() + ": " + exemption))
                .distinct()
                .toList();
        if (!exempt.isEmpty()) {
            annotations.put("exemptions", LimitedText.cut(String.join("; ", exempt), VALUE_BYTES_MAX));
        }
        if (rulings.size() > 1) {
            annotations.put(
                    "images",
                    LimitedText.cut(
                            rulings.stream()
                                    .map(AuditAnnotations::brief)
                                    .distinct()
                                    .collect(Collectors.joining("; ")),
                            VALUE_BYTES_MAX));
        }
        return annotations;
    }

    /// A text cut to what the audit log should keep.
    static String value(String text) {
        return LimitedText.cut(text, VALUE_BYTES_MAX);
    }

    private static String brief(ImageRuling one) {
        Optional<String> verdict = one.ruling()
                .judgement()
                .map(judgement ->
                        judgement.verdict().status() + " " + judgement.verdict().code());
        String found = switch (one.ruling()) {
            case Ruling.Judged _, Ruling.WithoutPolicy _ -> verdict.orElse("");
            case Ruling.Excluded _ -> "excluded";
        };
        return one.what() + " " + found;
    }
}
