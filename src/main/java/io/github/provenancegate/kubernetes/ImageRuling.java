package io.github.provenancegate.kubernetes;

import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.policy.Decision;
import io.github.provenancegate.policy.Ruling;
import io.github.provenancegate.verdict.Explanation;
import io.github.provenancegate.verdict.Judgement;
import java.util.List;
import java.util.Optional;

/// What the policies make of one image of a Pod.
public record ImageRuling(NamedImage image, Ruling ruling) {
    /// The decision in one word ([Decision#word()]).
    public String decisionWord() {
        return ruling.decision().word();
    }

    /// The exemptions without which the decision would be another, each with its policy; safe to print.
    public List<String> exemptions() {
        return switch (ruling) {
            case Ruling.Judged judged ->
                judged.each().stream()
                        .flatMap(one -> one.exemption().stream()
                                .map(exemption -> "policy " + one.policy() + ": "
                                        + Explanation.exempted(exemption.reason(), exemption.until())))
                        .toList();
            case Ruling.Excluded _, Ruling.WithoutPolicy _ -> List.of();
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

    /// The reference under which nothing but what was proven can be pulled; empty unless every policy that
    /// speaks of the image found it proven. Written out with host and tag: what a short name means is a setting
    /// of each node.
    Optional<ImageReference.Pinned> proven() {
        boolean proven = ruling instanceof Ruling.Judged judged && judged.decision() instanceof Decision.Admit;
        return proven
                ? image.tagged()
                        .flatMap(tagged -> ruling.judgement()
                                .filter(judgement -> judgement.verdict().isProven())
                                .flatMap(Judgement::image)
                                .map(found ->
                                        new ImageReference.Pinned(tagged.repository(), tagged.tag(), found.digest())))
                : Optional.empty();
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
