package io.github.provenancegate.app;

import io.github.provenancegate.cli.RefusedException;
import io.github.provenancegate.cli.Setting;
import io.quarkus.runtime.Quarkus;
import java.net.BindException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Starts Quarkus with what the settings say, after everything that can be refused was looked at.
final class Serving {
    private Serving() {}

    /// Serves until the process is asked to end.
    ///
    /// @throws RefusedException when something that the settings name cannot be used; nothing was started then
    static int run(Settings settings, Surroundings surroundings) {
        if (settings.policy().isEmpty()) {
            ServedPolicies.requireCluster();
        }
        if (settings.serving().runningPods() == Settings.PodUse.USE) {
            ServedPolicies.requireClusterFor(Setting.RUNNING_PODS);
        }
        Path certificate = required(settings.serving().tlsCertificate(), Setting.TLS_CERTIFICATE);
        Path key = required(settings.serving().tlsKey(), Setting.TLS_KEY);
        ServingCertificate.check(certificate, key);
        ServedPolicies policies = settings.policy()
                .map(file -> ServedPolicies.ofFile(Assembly.policies(settings, file)))
                .orElseGet(() -> ServedPolicies.ofCluster(settings, surroundings));
        Producers.expose(
                settings,
                ServedPolicies.replica(settings, surroundings),
                Assembly.of(settings, surroundings),
                policies);
        properties(settings, certificate, key).forEach(System::setProperty);
        CompletableFuture<Ended> end = new CompletableFuture<>();
        Quarkus.run(null, (code, thrown) -> end.complete(new Ended(code, Optional.ofNullable(thrown))));
        Ended ended = end.getNow(new Ended(0, Optional.empty()));
        ended.failure().ifPresent(thrown -> {
            throw new RefusedException("cannot start: " + words(thrown));
        });
        return ended.exitCode();
    }

    private record Ended(int exitCode, Optional<Throwable> failure) {}

    /// The framework does not log why it failed to start, and its exceptions wrap the one that says it.
    private static String words(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && !(cause instanceof BindException)) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
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
        settings.serving().otlpEndpoint().ifPresent(collector -> {
            properties.put("quarkus.otel.sdk.disabled", "false");
            properties.put("quarkus.otel.exporter.otlp.endpoint", collector.toString());
        });
        properties.put(
                "quarkus.shutdown.delay", settings.serving().shutdownDelay().toSeconds() + "S");
        settings.logLevel().ifPresent(level -> properties.put("quarkus.log.level", level.name()));
        return properties;
    }
}
