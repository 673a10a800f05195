package io.github.provenancegate.cli;

import io.github.provenancegate.policy.Namespace;
import io.github.provenancegate.policy.PolicySet;
import io.github.provenancegate.policy.ProvenancePolicy;
import io.github.provenancegate.report.ImageReport;
import io.github.provenancegate.report.Occurrence;
import io.github.provenancegate.report.Subject;
import io.github.provenancegate.report.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `provgate check -f FILE|DIR|-`.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Say what admission would say about the images of manifests, before anybody applies them.",
            "",
            "Every image of every Pod template is judged as the webhook would judge it: in Kubernetes' own workload"
                    + " kinds, in lists, and in custom resources. Helm charts are rendered first (helm template),"
                    + " Kustomize output comes by pipe.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 all admitted, 1 at least one denied, 2 usage or a manifest that cannot be read, 3 could not"
                    + " find out (2 beats 1 beats 3).",
            "",
            "Examples:",
            "  provgate check --policy policies/ -f deploy/",
            "  helm template . | provgate check --policy acme.yaml --enforce -f - -o sarif > provgate.sarif",
            "  kubectl kustomize overlays/prod | provgate check --policy acme.yaml -f -"
        })
final class CheckCommand implements Callable<Integer> {
    private final Application application;
    private final StandardStreams streams;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-f", "--filename"},
            required = true,
            paramLabel = "F",
            description =
                    "A manifest, a folder of them (*.yaml, *.yml, *.json, with the folders in it), or - for standard"
                            + " input; repeatable.")
    private List<String> files = new ArrayList<>();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "N",
            description = "Where objects go that name no namespace (default: unknown, so that every policy applies).")
    private @Nullable String namespace;

    @Option(names = "--enforce", description = "Judge as if every policy were enforced.")
    private boolean enforce;

    CheckCommand(Application application, StandardStreams streams) {
        this.application = application;
        this.streams = streams;
    }

    @Override
    public Integer call() {
        Verification verification =
                application.verification(Options.in(spec.commandLine().getParseResult()));
        PolicySet policies = policies(verification.requiredPolicies());
        Manifests.Read read = new Manifests(streams.in()).read(files);
        read.notes().forEach(note -> streams.err().println("provgate: " + note));
        ImageVerification judging = new ImageVerification(
                verification.verifier(),
                policies,
                verification.timeout(),
                verification.clock(),
                verification.nanoTime());
        Function<Question, ImageVerification.Ruled> once =
                new AskedOnce<>(question -> judging.rule(question.namespace().map(Namespace::named), question.image()));
        Tally tally = new VerifyingRun<Manifests.Occurring>(
                        streams,
                        verification,
                        verification.concurrency(),
                        occurring -> ruled(occurring, once),
                        () -> OptionalInt.of(read.images().size()))
                .run(
                        read.images().iterator(),
                        () -> new Documents(streams, verification, application.release()).open(Subject.MANIFESTS),
                        "the document ends");
        read.faults().forEach(fault -> streams.err().println("provgate: " + fault));
        return read.faults().isEmpty() ? ExitCode.of(tally) : ExitCode.USAGE;
    }

    private PolicySet policies(PolicySet given) {
        return enforce
                ? new PolicySet(
                        given.policies().stream()
                                .map(ProvenancePolicy::enforced)
                                .toList(),
                        given.unread(),
                        given.unmatched())
                : given;
    }

    /// @param image as it is written
    private record Question(Optional<String> namespace, String image) {}

    private ImageReport ruled(Manifests.Occurring occurring, Function<Question, ImageVerification.Ruled> once) {
        Optional<String> where = occurring.place().namespace().or(() -> Optional.ofNullable(namespace));
        ImageVerification.Ruled ruled = once.apply(new Question(where, occurring.image()));
        return ruled.report().at(new Occurrence(occurring.place(), ruled.decision()));
    }
}
