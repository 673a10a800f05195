package io.github.provenancegate.cli;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.verdict.Remedy;
import io.github.provenancegate.verdict.Status;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `provgate explain REASON_CODE`, or a status: `kubectl` shows a denied person that one first.
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Say what a reason code or a status means and what to do about it.",
        footer = {"", "Examples:", "  provgate explain WRONG_SIGNER", "  provgate explain NO_SIG"})
final class ExplainCommand implements Callable<Integer> {
    private final StandardStreams streams;

    @Parameters(
            paramLabel = "REASON_CODE",
            arity = "1",
            completionCandidates = Words.class,
            description = "As in a denial, an Event or a report: ${COMPLETION-CANDIDATES}.")
    private String word = "";

    ExplainCommand(StandardStreams streams) {
        this.streams = streams;
    }

    /// What can be explained.
    static final class Words implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.concat(Arrays.stream(ReasonCode.values()), Arrays.stream(Status.values()))
                    .map(Enum::name)
                    .iterator();
        }
    }

    @Override
    public Integer call() {
        String name = word.toUpperCase(Locale.ROOT);
        streams.print(of(ReasonCode.values(), name)
                .map(ExplainCommand::explained)
                .or(() -> of(Status.values(), name).map(ExplainCommand::explained))
                .orElseThrow(() -> new RefusedException(UntrustedText.quote(word)
                        + " is no reason code and no status; provgate explain --help lists them")));
        return ExitCode.ALL_PROVEN;
    }

    private static <T extends Enum<T>> Optional<T> of(T[] values, String name) {
        return Arrays.stream(values).filter(value -> value.name().equals(name)).findFirst();
    }

    private static String explained(ReasonCode code) {
        return code + ": " + meaning(code.family()) + ".\nWhat to do: " + Remedy.of(code) + ".\n";
    }

    private static String explained(Status status) {
        return families(status).stream()
                .map(family -> {
                    List<ReasonCode> codes = Arrays.stream(ReasonCode.values())
                            .filter(code -> code.family() == family)
                            .toList();
                    return status + ": " + meaning(family) + ".\n"
                            + (codes.size() == 1
                                    ? "Its reason code is " + codes.getFirst() + ".\nWhat to do: "
                                            + Remedy.of(codes.getFirst()) + ".\n"
                                    : "Its reason code, which says more: "
                                            + codes.stream().map(Enum::name).collect(Collectors.joining(", ")) + ".\n");
                })
                .collect(Collectors.joining("\n"));
    }

    private static List<ReasonCode.Family> families(Status status) {
        return switch (status) {
            case VERIFIED, DELIVERY_VERIFIED -> List.of(ReasonCode.Family.PROVEN);
            case PARTIAL -> List.of(ReasonCode.Family.INCOMPLETE);
            case NOT_FOUND -> List.of(ReasonCode.Family.BASE_ABSENT);
            case NO_SIG -> List.of(ReasonCode.Family.UNSIGNED);
            case NO_BASE -> List.of(ReasonCode.Family.NO_BASE);
            case ERROR -> List.of(ReasonCode.Family.REFUTED, ReasonCode.Family.UNDETERMINED);
        };
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
