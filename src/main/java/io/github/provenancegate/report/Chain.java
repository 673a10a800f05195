package io.github.provenancegate.report;

import static io.github.provenancegate.report.Step.Mark.DOUBTFUL;
import static io.github.provenancegate.report.Step.Mark.FAILS;
import static io.github.provenancegate.report.Step.Mark.HOLDS;
import static io.github.provenancegate.report.Step.Mark.OPEN;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.report.Step.Fact;
import io.github.provenancegate.report.Step.Mark;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Explanation;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The chain of proof of one image: what was asked, what was found, and how to repeat it by hand.
///
/// ```
///   1 base digest ─ 2 signature and payload ─ 3 log entry ─ 4 cryptography ─ (full: 5 base image ─ 6 build signature)
/// ```
///
/// The verdict names one reason; it is told at the step that it belongs to, and the steps behind it are not
/// reached.
final class Chain {
    private static final String BASE_DIGEST = "Extract Base Digest from the Image";

    /// Reasons that lie in what the policy says, not in what the image's documents do.
    private static final Set<ReasonCode> OF_THE_POLICY = Set.of(ReasonCode.TAG_NOT_PINNED, ReasonCode.IMAGE_REVOKED);

    private final ImageReport image;
    private final HandCommands commands;
    private final Verdict verdict;

    private Chain(ImageReport image, HandCommands commands) {
        this.image = image;
        this.commands = commands;
        this.verdict = image.judgement().verdict();
    }

    /// The steps of an image that a policy judged; one that none did has a result and no steps.
    static List<Step> of(ImageReport image, HandCommands commands) {
        return image.requirement()
                .map(requirement -> new Chain(image, commands).steps(requirement))
                .orElse(List.of());
    }

    private List<Step> steps(Requirement requirement) {
        List<Step> steps = new ArrayList<>();
        steps.add(baseDigest(requirement));
        Optional<PinnedImage> pinned = image.judgement().image();
        if (pinned.isEmpty()) {
            return steps;
        }
        steps.addAll(new DeliverySteps(image, pinned.get(), commands).steps(requirement));
        switch (requirement) {
            case Requirement.Delivery _ -> {}
            case Requirement.Full full -> steps.addAll(new BuildSteps(image, commands).steps(full));
        }
        return steps;
    }

    private Step baseDigest(Requirement requirement) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Image", UntrustedText.escape(image.asked(), ImageReference.TEXT_LENGTH_MAX)));
        facts.add(new Fact("Digest", image.digest().map(Digest::toString).orElse("not resolved")));
        image.judgement().base().ifPresent(base -> facts.add(new Fact("Base Digest", base.toString())));
        Conclusion conclusion = concludeBaseDigest(requirement);
        return new Step(BASE_DIGEST, facts, baseDigestCommands(requirement), conclusion.mark(), conclusion.sentence());
    }

    private record Conclusion(Mark mark, String sentence) {}

    private Conclusion concludeBaseDigest(Requirement requirement) {
        if (image.judgement().image().isEmpty() || verdict instanceof Verdict.NoBase) {
            return new Conclusion(markOf(verdict), Explanation.sentence(verdict));
        }
        if (image.judgement().base().isPresent()) {
            return new Conclusion(HOLDS, "Base digest found");
        }
        // the delivery holds and no base was found to be at fault: what is left is the image's own document
        if (image.judgement().delivery().isPresent()
                && !verdict.isProven()
                && !OF_THE_POLICY.contains(verdict.code())) {
            return new Conclusion(markOf(verdict), Explanation.sentence(verdict));
        }
        return requirement.baseDigest() == BaseDigestRule.REQUIRED
                ? new Conclusion(DOUBTFUL, "Base digest could not be read")
                : new Conclusion(OPEN, "No base digest is required");
    }

    private List<String> baseDigestCommands(Requirement requirement) {
        List<String> lines = new ArrayList<>();
        image.reference().ifPresent(reference -> {
            if (reference instanceof ImageReference.Tagged tagged) {
                lines.add(commands.resolve(tagged));
            }
        });
        if (requirement.baseDigest() == BaseDigestRule.REQUIRED) {
            image.judgement().image().map(commands::readBaseDigest).ifPresent(lines::addAll);
        }
        return lines;
    }

    /// How a verdict that is not proven marks the step that it belongs to.
    static Mark markOf(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Verified _, Verdict.DeliveryVerified _ -> HOLDS;
            case Verdict.Partial _, Verdict.Undetermined _ -> DOUBTFUL;
            case Verdict.BaseNotFound _, Verdict.Unsigned _, Verdict.NoBase _, Verdict.Refuted _ -> FAILS;
        };
    }
}
