package io.github.provenancegate.cli;

import io.github.provenancegate.report.ImageReport;
import io.github.provenancegate.report.JsonReport;
import io.github.provenancegate.report.Report;
import io.github.provenancegate.report.Style;
import io.github.provenancegate.report.Tally;
import io.github.provenancegate.report.TextReport;
import java.io.BufferedOutputStream;
import java.io.OutputStreamWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `provgate verify IMAGE…`.
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Verify who signed and delivered images, as policies want it.",
            "",
            "Every image is judged by the policies that speak of it; one of which none speaks is not contacted and not"
                    + " proven (NO_POLICY_MATCHES). A policy is required: nothing is ever verified against \"any"
                    + " identity\".",
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
            arity = "1..*",
            description = "Images by tag or digest; - reads them from standard input, one a line; @FILE reads arguments"
                    + " from a file.")
    private List<String> images = new ArrayList<>();

    VerifyCommand(Application application, StandardStreams streams) {
        this.application = application;
        this.streams = streams;
    }

    @Override
    public Integer call() {
        Verification verification =
                application.verification(Options.in(spec.commandLine().getParseResult()));
        Tally tally = new Tally();
        Iterator<String> names = new ImageNames(images, streams.in());
        try (Stopping _ = new Stopping()) {
            verify(verification, names, tally);
        }
        if (tally.total() == 0) {
            throw new RefusedException("no image was named on standard input: write one a line");
        }
        return ExitCode.of(tally);
    }

    private void verify(Verification verification, Iterator<String> names, Tally tally) {
        ImageVerification work = new ImageVerification(
                verification.verifier(),
                verification.policies(),
                verification.timeout(),
                verification.clock(),
                verification.nanoTime());
        InOrder<String, ImageReport> inOrder = new InOrder<>(verification.concurrency(), work);
        try (Report report = report(verification)) {
            inOrder.run(names, image -> {
                tally.add(image);
                report.add(image);
            });
        } catch (InterruptedException _) {
            streams.err().println("provgate: stopped after " + tally.total() + " images; the document ends with them");
        }
    }

    private Report report(Verification verification) {
        return switch (verification.format()) {
            case JSON -> new JsonReport(new BufferedOutputStream(streams.out()));
            case TEXT ->
                new TextReport(
                        new OutputStreamWriter(streams.out(), streams.charset()),
                        new Style(streams.palette(verification.color()), Style.Signs.showableIn(streams.charset())),
                        verification.commands());
        };
    }
}
