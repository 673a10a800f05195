package io.github.provenancegate.app;

import io.github.provenancegate.cli.Application;
import io.github.provenancegate.cli.Options;
import io.github.provenancegate.cli.RefusedException;
import io.github.provenancegate.cli.Setting;
import io.github.provenancegate.cli.Verification;
import io.github.provenancegate.report.HandCommands;
import io.github.provenancegate.verify.BundleVerifier;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What stands behind the commands. Each builds only what it needs, so that `--version` loads nothing.
///
/// @param surroundings of the process
record Provgate(Surroundings surroundings) implements Application {
    @Override
    public Verification verification(Options options) {
        Settings settings = settings(options);
        CommandLog.toStandardError(settings.logLevel().orElse(Settings.LogLevel.WARN));
        Path policies = settings.policy()
                .orElseThrow(() -> new RefusedException("no policy says who must have signed: name one with "
                        + Setting.POLICY.option() + " F (or " + Setting.POLICY.variable() + ", or "
                        + Setting.POLICY.key() + " in the configuration file); no image is ever verified against"
                        + " \"any identity\""));
        Assembly assembly = Assembly.of(settings, surroundings, policies);
        return new Verification(
                assembly.verifier(),
                assembly.policies(),
                settings.format(),
                settings.color(),
                new HandCommands(
                        new HashSet<>(settings.plainHttp()),
                        settings.trustRoots().entrySet().stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey,
                                        root -> root.getValue().toString()))),
                settings.concurrency(),
                settings.timeout(),
                System::nanoTime);
    }

    @Override
    public BundleVerifier bundleVerifier(Optional<Path> trustedRoot) {
        return Assembly.bundleVerifier(trustedRoot);
    }

    @Override
    public int serve(Options options) {
        return Serving.run(settings(options), surroundings);
    }

    @Override
    public String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return "provgate " + (version == null ? "development" : version);
    }

    private Settings settings(Options options) {
        return Settings.of(Given.of(options, surroundings));
    }
}
