package io.github.provenancegate.app;

import io.github.provenancegate.cli.RefusedException;
import io.github.provenancegate.cli.Setting;
import io.github.provenancegate.webhook.CertificateSource;
import io.github.provenancegate.webhook.KeptCertificate;
import io.quarkus.runtime.Quarkus;
import java.net.BindException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/// Starts Quarkus with what the settings say, after everything that can be refused was looked at.
final class Serving {
    private Serving() {}

    /// Serves until the process is asked to end.
    ///
    /// @throws RefusedException when something that the settings name cannot be used; nothing was started then
    static int run(Settings settings, Surroundings surroundings) {
        Executor threads = Executors.newVirtualThreadPerTaskExecutor();
        Assembly.prepare(threads);
        if (settings.policy().isEmpty()) {
            ServedPolicies.requireCluster();
        }
        if (settings.serving().runningPods() == Settings.PodUse.USE) {
            ServedPolicies.requireClusterFor(Setting.RUNNING_PODS);
        }
        if (settings.serving().webhookConfiguration().isPresent()) {
            ServedPolicies.requireClusterFor(Setting.WEBHOOK_CONFIGURATION);
        }
        CertificateSettings certificates = settings.serving().certificates();
        Optional<FileCertificate> files =
                certificates.kept().isPresent() ? Optional.empty() : Optional.of(files(certificates));
        ServedPolicies policies = settings.policy()
                .map(file -> ServedPolicies.ofFile(Assembly.policies(settings, file)))
                .orElseGet(() -> ServedPolicies.ofCluster(settings, surroundings));
        Producers.expose(
                settings,
                ServedPolicies.replica(settings, surroundings),
                Assembly.of(settings, surroundings, threads),
                policies,
                files.<CertificateSource>map(file -> file)
                        .or(() -> certificates.kept().map(KeptCertificates::open))
                        .orElseThrow());
        properties(settings).forEach(System::setProperty);
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

    private static FileCertificate files(CertificateSettings certificates) {
        return FileCertificate.open(
                required(certificates.certificate(), Setting.TLS_CERTIFICATE),
                required(certificates.key(), Setting.TLS_KEY));
    }

    private static Path required(Optional<Path> file, Setting setting) {
        return file.orElseThrow(() -> new RefusedException(
                setting.option() + " is missing: the API server speaks to webhooks over TLS only; name a PEM file"));
    }

    /// What of the framework an operator decides, in the framework's names.
    static Map<String, String> properties(Settings settings) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(
                "quarkus.http.ssl-port", String.valueOf(settings.serving().httpsPort()));
        properties.put("quarkus.http.insecure-requests", "disabled");
        properties.put("quarkus.http.tls-configuration-name", KeptCertificate.NAME);
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
