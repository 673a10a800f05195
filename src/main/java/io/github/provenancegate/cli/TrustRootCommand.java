package io.github.provenancegate.cli;

import io.github.provenancegate.verify.TrustRoots.Change;
import io.github.provenancegate.verify.TrustRoots.Root;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `provgate trust-root`.
@Command(
        name = "trust-root",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Show whom this program believes about signatures: each trust root, where it comes from, how old it is, and"
                    + " until when it covers new signatures.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 every root is in force and its source has no trouble, 2 usage, 3 one is missing or could not"
                    + " be renewed.",
            "",
            "Examples:",
            "  provgate trust-root",
            "  provgate trust-root --refresh --tuf-mirror https://tuf-repo-cdn.sigstore.dev -o json",
            "  provgate trust-root --trust-root private=trusted_root.json"
        })
final class TrustRootCommand implements Callable<Integer> {
    private final Application application;
    private final StandardStreams streams;

    @Spec
    private CommandSpec spec;

    @Option(names = "--refresh", description = "Ask the TUF repositories now; else nothing is contacted.")
    private boolean refresh;

    TrustRootCommand(Application application, StandardStreams streams) {
        this.application = application;
        this.streams = streams;
    }

    @Override
    public Integer call() {
        TrustRootListing listing =
                application.trustRoots(Options.in(spec.commandLine().getParseResult()));
        if (refresh) {
            listing.roots().refresh().forEach(this::say);
        }
        List<Root> roots = listing.roots().roots();
        Instant now = listing.clock().instant();
        streams.print(
                switch (listing.format()) {
                    case TEXT -> TrustRootText.of(roots, now);
                    case JSON -> TrustRootJson.of(roots, now);
                    case CSV, SARIF, MARKDOWN -> throw RefusedException.ofFormat(listing.format());
                });
        return roots.stream()
                        .allMatch(root ->
                                root.document().isPresent() && root.trouble().isEmpty())
                ? ExitCode.ALL_PROVEN
                : ExitCode.NOT_FOUND_OUT;
    }

    private void say(Change change) {
        streams.err().println("provgate: " + change.sentence());
    }
}
