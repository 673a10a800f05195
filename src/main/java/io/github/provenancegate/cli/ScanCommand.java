package io.github.provenancegate.cli;

import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.MalformedReferenceException;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.kubernetes.ClusterView;
import io.github.provenancegate.kubernetes.ClusterView.Running;
import io.github.provenancegate.kubernetes.ClusterView.Selection;
import io.github.provenancegate.policy.Namespace;
import io.github.provenancegate.policy.PolicySet;
import io.github.provenancegate.policy.ProvenancePolicy;
import io.github.provenancegate.report.ImageReport;
import io.github.provenancegate.report.Occurrence;
import io.github.provenancegate.report.Place;
import io.github.provenancegate.report.Report;
import io.github.provenancegate.report.SortedReport;
import io.github.provenancegate.report.Subject;
import io.github.provenancegate.report.Tally;
import java.util.Comparator;
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

/// `provgate scan`.
@Command(
        name = "scan",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Say what would be denied in a running cluster if every policy were enforced now. Changes nothing.",
            "",
            "What runs is what the container runtimes say (imageID); it is judged by its digest, and so is what the"
                    + " image's name means now, which is what the next Pod would get. The stricter of the two counts.",
            "",
            "Without --policy the policies are the cluster's.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 nothing would be denied, 1 something would, 2 usage, 3 could not find out (1 beats 3).",
            "",
            "Examples:",
            "  provgate scan -A",
            "  provgate scan --context prod --namespace shop --policy acme.yaml --sort reason -o csv"
        })
final class ScanCommand implements Callable<Integer> {
    /// RFC 1123 label.
    private static final int NAMESPACE_CHARACTERS_MAX = 63;

    private final Application application;
    private final StandardStreams streams;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--context",
            paramLabel = "C",
            description = "Context of the kubeconfig (default: its current one).")
    private @Nullable String context;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "N",
            description = "Namespace to look at (default: the context's).")
    private @Nullable String namespace;

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "Look at every namespace.")
    private boolean allNamespaces;

    @Option(
            names = "--sort",
            paramLabel = "BY",
            description = "place (namespace, owner, container), image, reason or decision (default: place).")
    private Order sort = Order.place;

    /// As one writes it.
    enum Order {
        place,
        image,
        reason,
        decision
    }

    ScanCommand(Application application, StandardStreams streams) {
        this.application = application;
        this.streams = streams;
    }

    @Override
    public Integer call() {
        Selection selection = selection();
        Options options = Options.in(spec.commandLine().getParseResult());
        Verification verification = application.verification(options);
        try (ClusterView cluster = application.cluster(options, Optional.ofNullable(context))) {
            PolicySet policies =
                    enforced(verification.policies().orElseGet(() -> cluster.policies(verification.unmatched())));
            List<Running> running = cluster.running(selection);
            if (running.isEmpty()) {
                streams.err().println("provgate: no Pod runs in " + words(selection));
            }
            ImageVerification judging = new ImageVerification(
                    verification.verifier(),
                    policies,
                    verification.timeout(),
                    verification.clock(),
                    verification.nanoTime());
            Function<String, Namespace> namespaces = new AskedOnce<>(cluster::namespace);
            Function<Question, ImageVerification.Ruled> once = new AskedOnce<>(
                    question -> judging.rule(Optional.of(namespaces.apply(question.namespace())), question.image()));
            Tally tally = new VerifyingRun<Running>(
                            streams,
                            verification,
                            verification.concurrency(),
                            one -> judged(one, once),
                            () -> OptionalInt.of(running.size()))
                    .run(running.iterator(), () -> open(verification), "the document ends");
            return ExitCode.of(tally);
        }
    }

    private Selection selection() {
        if (allNamespaces && namespace != null) {
            throw new RefusedException("--namespace and --all-namespaces exclude each other; give one of them");
        }
        if (allNamespaces) {
            return new Selection.All();
        }
        return namespace == null ? new Selection.OfTheContext() : new Selection.One(namespace);
    }

    private static String words(Selection selection) {
        return switch (selection) {
            case Selection.All _ -> "the cluster";
            case Selection.One(String name) -> "the namespace " + UntrustedText.escape(name, NAMESPACE_CHARACTERS_MAX);
            case Selection.OfTheContext _ -> "the context's namespace; -A looks at every one";
        };
    }

    private static PolicySet enforced(PolicySet given) {
        return new PolicySet(
                given.policies().stream().map(ProvenancePolicy::enforced).toList(), given.unread(), given.unmatched());
    }

    private Report open(Verification verification) {
        Report report = new Documents(streams, verification, application.release()).open(Subject.CLUSTER);
        return switch (sort) {
            case place -> report;
            case image -> new SortedReport(report, Comparator.comparing(ImageReport::asked));
            case reason ->
                new SortedReport(
                        report,
                        Comparator.comparing(
                                image -> image.judgement().verdict().code()));
            case decision -> new SortedReport(report, Comparator.comparingInt(ScanCommand::laxity));
        };
    }

    /// Puts what is denied first.
    private static int laxity(ImageReport image) {
        return -image.occurrence()
                .map(occurrence -> occurrence.decision().strictness())
                .orElse(0);
    }

    /// @param image as it is written, or pinned to what runs
    private record Question(String namespace, String image) {}

    private static ImageReport judged(Running running, Function<Question, ImageVerification.Ruled> once) {
        ImageVerification.Ruled written = once.apply(new Question(running.namespace(), running.image()));
        Optional<ImageVerification.Ruled> runs =
                pinned(running).map(image -> once.apply(new Question(running.namespace(), image)));
        ImageVerification.Ruled stricter = runs.filter(
                        one -> one.decision().strictness() >= written.decision().strictness())
                .orElse(written);
        Place.Workload place = new Place.Workload(
                running.namespace(),
                running.kind(),
                running.name(),
                running.container(),
                running.pods(),
                running.digest(),
                running.image(),
                written.report().digest());
        return stricter.report().at(new Occurrence(place, stricter.decision()));
    }

    /// What runs, by digest, under the name that the Pods give it.
    private static Optional<String> pinned(Running running) {
        try {
            return running.digest()
                    .map(digest -> new ImageReference.Pinned(
                                    ImageReference.parse(running.image()).repository(),
                                    ImageReference.parse(running.image()).tag(),
                                    digest)
                            .toString());
        } catch (MalformedReferenceException none) {
            return Optional.empty();
        }
    }
}
