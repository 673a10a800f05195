package io.github.provenancegate.app;

import io.github.provenancegate.cli.ExitCode;
import io.github.provenancegate.cli.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Asks a running webhook whether it answers. A way out of the process beside the transport: whoever runs the
/// command names the URL, and nothing of an answer but its status is read.
final class Probe {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private static final int SERVER_ERROR = 500;

    private final HttpClient client;

    private Probe(HttpClient client) {
        this.client = client;
    }

    /// Asks each URL and prints a line about it.
    ///
    /// @param authority PEM file; empty trusts the usual authorities
    /// @return the exit code
    /// @throws RefusedException when the file cannot be used, or a URL is none
    static int run(List<URI> urls, Optional<Path> authority) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(ANSWER_MAX);
        authority.ifPresent(file -> builder.sslContext(trusting(file)));
        int exitCode = ExitCode.ALL_PROVEN;
        try (HttpClient client = builder.build()) {
            Probe probe = new Probe(client);
            for (URI url : urls) {
                Optional<String> trouble = probe.trouble(url);
                System.out.println(url + ": " + trouble.orElse("answers"));
                if (trouble.isPresent()) {
                    exitCode = ExitCode.NOT_PROVEN;
                }
            }
        }
        return exitCode;
    }

    private Optional<String> trouble(URI url) {
        try {
            int status = client.send(
                            HttpRequest.newBuilder(url).timeout(ANSWER_MAX).build(), BodyHandlers.discarding())
                    .statusCode();
            return status < SERVER_ERROR ? Optional.empty() : Optional.of("is not well: HTTP " + status);
        } catch (IllegalArgumentException refused) {
            throw new RefusedException(url + ": is no http or https URL");
        } catch (IOException unreachable) {
            return Optional.of("does not answer: " + unreachable);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.of("was not asked: stopped");
        }
    }

    private static SSLContext trusting(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry(String.valueOf(trusted.size()), one);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException unusable) {
            throw new RefusedException(file + ": holds no certificate authorities in PEM form that can be read");
        }
    }
}
