package io.github.provenancegate.webhook;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.inject.Singleton;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The certificate that the API server is shown, as it is in memory: after a file was replaced by a corrupt one
/// the framework goes on with the old one and says nothing.
@Singleton
class ServedCertificate {
    private final TlsConfigurationRegistry configurations;
    private final Optional<String> name;

    ServedCertificate(
            TlsConfigurationRegistry configurations,
            @ConfigProperty(name = "quarkus.http.tls-configuration-name") Optional<String> name,
            WebhookParts parts,
            MeterRegistry meters) {
        this.configurations = configurations;
        this.name = name;
        Gauge.builder("provgate.serving.certificate.days.left", this, one -> daysLeft(one.chain(), parts.clock()))
                .register(meters);
    }

    /// The chain, its leaf first; empty while none is loaded.
    List<X509Certificate> chain() {
        return name.flatMap(configurations::get)
                .map(TlsConfiguration::getKeyStore)
                .map(ServedCertificate::chainIn)
                .orElse(List.of());
    }

    /// Until the first certificate of a chain ends; negative once it has, NaN without a chain.
    static double daysLeft(List<X509Certificate> chain, InstantSource clock) {
        return until(chain)
                .map(end -> Duration.between(clock.instant(), end).toSeconds()
                        / (double) Duration.ofDays(1).toSeconds())
                .orElse(Double.NaN);
    }

    private static Optional<Instant> until(List<X509Certificate> chain) {
        return chain.stream().map(one -> one.getNotAfter().toInstant()).min(Instant::compareTo);
    }

    private static List<X509Certificate> chainIn(KeyStore store) {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                Certificate[] held = store.getCertificateChain(alias);
                for (Certificate one : held == null ? new Certificate[0] : held) {
                    if (one instanceof X509Certificate certificate) {
                        chain.add(certificate);
                    }
                }
            }
            return List.copyOf(chain);
        } catch (KeyStoreException notLoaded) {
            throw new IllegalStateException("the framework hands out loaded key stores", notLoaded);
        }
    }
}
