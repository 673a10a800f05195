package io.github.provenancegate.cli;

import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.Organisation;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `provgate identities --customer-org ORG`.
@Command(
        name = "identities",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Ask Chainguard's API which two identities sign for an organisation, and print them as a policy has them.",
            "",
            "The token for the API is that of the variable CHAINGUARD_TOKEN, else the one of --chainguard-identity and"
                    + " --chainguard-token-file, else the one that chainctl prints where it is installed.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 printed, 2 usage, 3 could not find out.",
            "",
            "Examples:",
            "  provgate identities --customer-org acme.com",
            "  CHAINGUARD_TOKEN=$(chainctl auth token) provgate identities --customer-org acme.com -o json"
        })
final class IdentitiesCommand implements Callable<Integer> {
    private final Application application;
    private final StandardStreams streams;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--customer-org",
            required = true,
            paramLabel = "ORG",
            description = "The organisation's name, as in cgr.dev/ORG, or its id of 40 hexadecimal digits.")
    private String customerOrg = "";

    IdentitiesCommand(Application application, StandardStreams streams) {
        this.application = application;
        this.streams = streams;
    }

    @Override
    public Integer call() {
        Optional<Organisation.Id> id = Organisation.Id.parse(customerOrg);
        Organisation.Name name = OrganisationAudit.name(customerOrg);
        OrganisationListing listing =
                application.organisation(Options.in(spec.commandLine().getParseResult()));
        switch (listing.format()) {
            case TEXT, JSON -> {}
            case CSV, SARIF, MARKDOWN -> throw RefusedException.ofFormat(listing.format()); // before anybody is asked
        }
        Organisation organisation = listing.organisation();
        Inquiry inquiry = new Inquiry(Deadline.after(listing.timeout(), listing.nanoTime()), Observer.SILENT);
        Optional<Organisation.Id> found = id.or(() -> organisation.find(name, inquiry));
        if (found.isEmpty()) {
            return notFoundOut("Chainguard's API shows us no organisation of the name " + name.text()
                    + ": is it written as in cgr.dev/NAME, and may the token's owner read it?");
        }
        Organisation.Identities identities = organisation.identities(found.get(), inquiry);
        if (identities.all().isEmpty()) {
            return notFoundOut("Chainguard's API shows us no signing identity of " + customerOrg
                    + ": may the token's owner read its account associations, and does it receive images?");
        }
        streams.print(
                switch (listing.format()) {
                    case TEXT -> IdentitiesDocument.yaml(name, found.get(), identities);
                    case JSON -> IdentitiesDocument.json(name, found.get(), identities);
                    case CSV, SARIF, MARKDOWN -> throw RefusedException.ofFormat(listing.format());
                });
        return ExitCode.ALL_PROVEN;
    }

    private int notFoundOut(String sentence) {
        streams.err().println("provgate: " + sentence);
        return ExitCode.NOT_FOUND_OUT;
    }
}
