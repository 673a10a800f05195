package io.github.provenancegate.cli;

import io.github.provenancegate.cli.Documents.CsvForm;
import io.github.provenancegate.cli.OrganisationOptions.Keeping;
import io.github.provenancegate.cli.OrganisationOptions.Tags;
import io.github.provenancegate.policy.PolicySet;
import io.github.provenancegate.report.CsvReport;
import io.github.provenancegate.report.ImageReport;
import io.github.provenancegate.report.Tally;
import io.github.provenancegate.verify.Organisation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `provgate verify IMAGE…` and `provgate verify --customer-org ORG`.
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Verify who signed and delivered images, as policies want it.",
            "",
            "Every image is judged by the policies that speak of it; one of which none speaks is not contacted and not"
                    + " proven (NO_POLICY_MATCHES). For single images a policy is required; for an organisation"
                    + " --identities or Chainguard's API may say who signs. Nothing is ever verified against \"any"
                    + " identity\".",
            "",
            "With --customer-org every image of the organisation is verified, in the order of their names, and the"
                    + " results are kept in ORG.csv.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 all proven, 1 at least one not, 2 usage, 3 could not find out (1 beats 3).",
            "",
            "Every option is also a variable PROVGATE_… of the environment (PROVGATE_TRUST_ROOT) and a key of the"
                    + " configuration file (trust-root).",
            "",
            "Examples:",
            "  provgate verify --customer-org acme.com",
            "  provgate verify --customer-org acme.com --full --policy acme.yaml -o markdown",
            "  provgate verify --customer-org acme.com --updated-within 72h --repository 'python*'",
            "  provgate verify --policy policies/ cgr.dev/acme.com/python:latest",
            "  provgate verify --policy acme.yaml -o json cgr.dev/acme.com/python@sha256:… | jq .[].status",
            "  provgate verify --policy acme.yaml - < images.txt",
            "  provgate verify --policy dev.yaml --trust-root private=root.json --plain-http localhost:5000"
                    + " localhost:5000/app"
        })
final class VerifyCommand implements Callable<Integer> {
    private final Application application;
    private final StandardStreams streams;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "IMAGE",
            arity = "0..*",
            description = "Images by tag or digest; - reads them from standard input, one a line; @FILE reads arguments"
                    + " from a file.")
    private List<String> images = new ArrayList<>();

    @Mixin
    private OrganisationOptions organisation = new OrganisationOptions();

    VerifyCommand(Application application, StandardStreams streams) {
        this.application = application;
        this.streams = streams;
    }

    @Override
    public Integer call() {
        Options options = Options.in(spec.commandLine().getParseResult());
        return organisation.customerOrg().map(name -> audit(name, options)).orElseGet(() -> verify(options));
    }

    private int verify(Options options) {
        if (images.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Missing: IMAGE… or --customer-org ORG");
        }
        if (!organisation.givenWithoutMeaning().isEmpty()) {
            throw new RefusedException(
                    organisation.givenWithoutMeaning().getFirst() + ": means nothing without --customer-org ORG");
        }
        Verification verification = application.verification(options);
        PolicySet policies = verification.requiredPolicies();
        Optional<Path> file =
                organisation.keeping() instanceof Keeping.In(Path csv) ? Optional.of(csv) : Optional.empty();
        Iterator<String> names = new ImageNames(images, streams.in());
        Tally tally = run(
                verification,
                policies,
                new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return names.hasNext();
                    }

                    @Override
                    public Asked next() {
                        return new Asked.Image(names.next());
                    }
                },
                () -> images.contains("-") ? OptionalInt.empty() : OptionalInt.of(images.size()),
                new CsvForm(columns(policies), ImageReport::asked, file));
        if (tally.total() == 0) {
            throw new RefusedException("no image was named on standard input: write one a line");
        }
        return ExitCode.of(tally);
    }

    private int audit(String customerOrg, Options options) {
        if (!images.isEmpty()) {
            throw new RefusedException("--customer-org and single images exclude each other; give one of them");
        }
        Tags tags = organisation.tags();
        Optional<Integer> limit = organisation.limit();
        Verification verification = application.verification(options);
        OrganisationListing listing = application.organisation(options);
        OrganisationAudit audit =
                new OrganisationAudit(customerOrg, organisation, listing, verification.policies(), streams.err());
        OrganisationAudit.Plan plan = audit.plan();
        AtomicInteger untagged = new AtomicInteger();
        Catalogue catalogue = new Catalogue(
                audit.place(),
                plan.repositories(),
                tags,
                limit,
                listing,
                verification.clock().instant(),
                verification.concurrency(),
                untagged);
        Tally tally = run(
                verification,
                plan.policies(),
                catalogue.images(),
                catalogue::total,
                new CsvForm(
                        columns(plan.policies()),
                        image -> shortName(image, audit.place()),
                        csvFile(audit.name(), verification.format())));
        if (untagged.get() > 0) {
            streams.err()
                    .println("provgate: " + untagged + " of "
                            + plan.repositories().size() + " repositories have no tag that was asked for");
        }
        return ExitCode.of(tally);
    }

    /// As the script names it: below the organisation, and without the tag that everybody means.
    private static String shortName(ImageReport image, String place) {
        String below =
                image.asked().startsWith(place + "/") ? image.asked().substring(place.length() + 1) : image.asked();
        String usual = ":" + OrganisationOptions.DEFAULT_TAG;
        return below.endsWith(usual) ? below.substring(0, below.length() - usual.length()) : below;
    }

    /// Where the results are kept: the same document is not written twice unless somebody asks for that.
    private Optional<Path> csvFile(Organisation.Name name, Verification.Format format) {
        return switch (organisation.keeping()) {
            case Keeping.In(Path file) -> Optional.of(file);
            case Keeping.Nowhere _ -> Optional.empty();
            // the grammar of names leaves none that leads elsewhere
            case Keeping.Usual _ ->
                format == Verification.Format.CSV ? Optional.empty() : Optional.of(Path.of(name.text() + ".csv"));
        };
    }

    private static CsvReport.Columns columns(PolicySet policies) {
        return policies.policies().stream()
                        .anyMatch(policy ->
                                policy.verification() instanceof io.github.provenancegate.policy.Verification.Full)
                ? CsvReport.Columns.FULL
                : CsvReport.Columns.DELIVERY;
    }

    private Tally run(
            Verification verification,
            PolicySet policies,
            Iterator<Asked> items,
            Supplier<OptionalInt> total,
            CsvForm csv) {
        ImageVerification work = new ImageVerification(
                verification.verifier(),
                policies,
                verification.timeout(),
                verification.clock(),
                verification.nanoTime());
        return new VerifyingRun<>(streams, verification, verification.concurrency(), work, total)
                .run(
                        items,
                        () -> new Documents(streams, verification, application.release()).open(csv),
                        csv.file()
                                .map(file -> "the document and " + file + " end")
                                .orElse("the document ends"));
    }
}
