package io.github.provenancegate.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `provgate probe URL…`.
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Ask whether a running webhook answers: its health, or over TLS its HTTPS port. For tests of an installation,"
                    + " from an image that has no other program.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 all answer, 1 one does not, or says that it is not well.",
            "",
            "Example:",
            "  provgate probe --authority ca.crt https://provenance-gate.provenance-gate.svc/validate"
        })
final class ProbeCommand implements Callable<Integer> {
    private final Application application;

    @Option(
            names = "--authority",
            paramLabel = "F",
            description = "Certificate authorities (PEM) to trust for https (default: the usual ones).")
    private @Nullable Path authority;

    @Parameters(paramLabel = "URL", arity = "1..*", description = "http or https.")
    private List<URI> urls = List.of();

    ProbeCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        return application.probe(urls, Optional.ofNullable(authority));
    }
}
