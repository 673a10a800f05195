package io.github.provenancegate.report;

import static io.github.provenancegate.report.Step.Mark.HOLDS;

import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.report.Step.Fact;
import io.github.provenancegate.report.Step.Mark;
import io.github.provenancegate.verdict.Explanation;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Steps 5 and 6 (full mode): the base image, and who built it. Of several bases the deciding one is told.
final class BuildSteps {
    private static final String BASE_IMAGE = "Find the Base Image in the Reference Repository";
    private static final String BUILD = "Verify the Base Image's Build Signature";

    /// What is said of a base image that is there.
    static final Set<ReasonCode> ABOUT_THE_BUILD = EnumSet.of(
            ReasonCode.BASE_UNSIGNED,
            ReasonCode.BASE_LOG_ENTRY_MISSING,
            ReasonCode.BASE_TRUSTED_TIME_MISSING,
            ReasonCode.BASE_WRONG_SIGNER,
            ReasonCode.BASE_REFUTED);

    private final Judgement judgement;
    private final HandCommands commands;

    BuildSteps(ImageReport image, HandCommands commands) {
        this.judgement = image.judgement();
        this.commands = commands;
    }

    List<Step> steps(Requirement.Full requirement) {
        Optional<Digest> digest = judgement.base();
        if (digest.isEmpty() || judgement.delivery().isEmpty()) {
            return List.of(Step.notReached(BASE_IMAGE), Step.notReached(BUILD));
        }
        PinnedImage base = new PinnedImage(requirement.reference(), digest.get());
        Verdict verdict = judgement.verdict();
        if (judgement.build().isPresent()) {
            return List.of(found(base), built(base, judgement.build().get(), verdict));
        }
        if (ABOUT_THE_BUILD.contains(verdict.code())) {
            return List.of(found(base), notBuilt(base, requirement, verdict));
        }
        return List.of(baseStep(base, Chain.markOf(verdict), Explanation.sentence(verdict)), Step.notReached(BUILD));
    }

    private Step found(PinnedImage base) {
        return baseStep(base, HOLDS, "Base image is in the reference repository");
    }

    private Step baseStep(PinnedImage base, Mark mark, String conclusion) {
        return new Step(
                BASE_IMAGE,
                List.of(new Fact("Reference", base.toString())),
                List.of(commands.findBase(base)),
                mark,
                conclusion);
    }

    private Step built(PinnedImage base, Proof build, Verdict verdict) {
        List<Fact> facts = new ArrayList<>(DeliverySteps.signerFacts(build.signer(), build.trustRoot()));
        facts.addAll(DeliverySteps.logFacts(build, commands));
        List<String> lines = new ArrayList<>(commands.readLogEntry(build));
        lines.add(commands.verify(base, build.signer(), build.trustRoot(), build.repository()));
        int bases =
                verdict instanceof Verdict.Verified verified ? verified.builds().size() : 1;
        String conclusion = "Build signature verified, and recorded";
        return new Step(
                BUILD, facts, lines, HOLDS, bases == 1 ? conclusion : conclusion + " (of all " + bases + " bases)");
    }

    private Step notBuilt(PinnedImage base, Requirement.Full requirement, Verdict verdict) {
        return new Step(
                BUILD,
                DeliverySteps.withExpected(List.of(), requirement.build()),
                DeliverySteps.verifyCommands(base, requirement.build(), commands),
                Chain.markOf(verdict),
                Explanation.sentence(verdict));
    }
}
