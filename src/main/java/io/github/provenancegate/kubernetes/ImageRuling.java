package io.github.provenancegate.kubernetes;

import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.policy.Decision;
import io.github.provenancegate.policy.Ruling;
import io.github.provenancegate.verdict.Judgement;
import java.util.Optional;

/// What the policies make of one image of a Pod.
public record ImageRuling(NamedImage image, Ruling ruling) {
    /// The decision in one word, the same in audit annotation, log and metric: `admit`, `audit` (admitted although not
    /// proven, quietly), `warn` (admitted, with a warning), `deny`.
    public String decisionWord() {
        return switch (ruling.decision()) {
            case Decision.Admit _ -> "admit";
            case Decision.AdmitAudited _ -> "audit";
            case Decision.AdmitWithWarning _ -> "warn";
            case Decision.Deny _ -> "deny";
        };
    }

    /// The policy that decided.
    public Optional<String> policy() {
        return switch (ruling) {
            case Ruling.Judged judged -> Optional.of(judged.deciding().policy());
            case Ruling.Excluded(String policy) -> Optional.of(policy);
            case Ruling.WithoutPolicy _ -> Optional.empty();
        };
    }

    /// The digest that was judged.
    Optional<String> digest() {
        return ruling.judgement()
                .flatMap(Judgement::image)
                .map(image -> image.digest().toString());
    }

    /// `container "app"`, safe to print.
    String where() {
        return image.owner()
                .map(name -> image.place().words() + " \"" + UntrustedText.escape(name, 63) + '"')
                .orElse(image.field());
    }

    /// The image as it was written, with the digest that was judged, safe to print.
    String what() {
        String written = UntrustedText.escape(image.text(), 300);
        return digest().filter(digest -> !written.endsWith(digest))
                .map(digest -> written + "@" + digest)
                .orElse(written.isEmpty() ? "(no image)" : written);
    }
}
