package io.github.provenancegate.app;

import io.github.provenancegate.cli.ExitCode;
import io.github.provenancegate.cli.RefusedException;
import io.github.provenancegate.cli.Setting;
import io.quarkus.runtime.Quarkus;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Starts Quarkus with what the settings say, after everything that can be refused was looked at.
final class Serving {
    private Serving() {}

    /// Serves until the process is asked to end.
    ///
    /// @throws RefusedException when something that the settings name cannot be used; nothing was started then
    static int run(Settings settings, Surroundings surroundings) {
        Path policies = settings.policy()
                .orElseThrow(() -> new RefusedException("no policy says what to admit: name one with "
                        + Setting.POLICY.option() + " F; policies from the cluster are not supported yet"));
        Path certificate = required(settings.serving().tlsCertificate(), Setting.TLS_CERTIFICATE);
        Path key = required(settings.serving().tlsKey(), Setting.TLS_KEY);
        ServingCertificate.check(certificate, key);
        Producers.expose(settings, Assembly.of(settings, surroundings, policies));
        properties(settings, certificate, key).forEach(System::setProperty);
        AtomicInteger exitCode = new AtomicInteger();
        // a failure to start (a port that is taken) is logged by the framework
        Quarkus.run(null, (code, thrown) -> exitCode.set(thrown == null ? code : ExitCode.USAGE));
        return exitCode.get();
    }

    private static Path required(Optional<Path> file, Setting setting) {
        return file.orElseThrow(() -> new RefusedException(
                setting.option() + " is missing: the API server speaks to webhooks over TLS only; name a PEM file"));
    }

    /// What of the framework an operator decides, in the framework's names.
    static Map<String, String> properties(Settings settings, Path certificate, Path key) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(
                "quarkus.http.ssl-port", String.valueOf(settings.serving().httpsPort()));
        properties.put("quarkus.http.insecure-requests", "disabled");
        properties.put("quarkus.http.tls-configuration-name", "serving");
        properties.put("quarkus.tls.serving.key-store.pem.serving.cert", certificate.toString());
        properties.put("quarkus.tls.serving.key-store.pem.serving.key", key.toString());
        properties.put("quarkus.tls.serving.reload-period", "1M");
        properties.put(
                "quarkus.management.port", String.valueOf(settings.serving().managementPort()));
        settings.logLevel().ifPresent(level -> properties.put("quarkus.log.level", level.name()));
        return properties;
    }
}
