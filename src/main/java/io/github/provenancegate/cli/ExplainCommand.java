package io.github.provenancegate.cli;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.verdict.Remedy;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `provgate explain REASON_CODE`.
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Say what a reason code means and what to do about it.",
        footer = {"", "Example:", "  provgate explain WRONG_SIGNER"})
final class ExplainCommand implements Callable<Integer> {
    private final StandardStreams streams;

    @Parameters(
            paramLabel = "REASON_CODE",
            arity = "1",
            description = "As in a denial, an Event or a report: ${COMPLETION-CANDIDATES}.")
    private ReasonCode code = ReasonCode.PROVEN;

    ExplainCommand(StandardStreams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        streams.print(code + ": " + meaning(code.family()) + ".\nWhat to do: " + Remedy.of(code) + ".\n");
        return ExitCode.ALL_PROVEN;
    }

    private static String meaning(ReasonCode.Family family) {
        return switch (family) {
            case PROVEN -> "everything that was required is proven (VERIFIED, DELIVERY_VERIFIED)";
            case INCOMPLETE -> "the right signer, but something of the record is missing (PARTIAL)";
            case BASE_ABSENT -> "the base image is not in the reference repository (NOT_FOUND)";
            case UNSIGNED -> "there is no signature on the image (NO_SIG)";
            case NO_BASE -> "the image names no base digest (NO_BASE)";
            case REFUTED -> "evidence speaks against the image (ERROR), which no setting excuses";
            case UNDETERMINED -> "it could not be found out (ERROR): nothing is said about the image itself";
        };
    }
}
