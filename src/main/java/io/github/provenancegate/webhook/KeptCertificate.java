package io.github.provenancegate.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.provenancegate.kubernetes.ServingPair;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.KeyStoreAndKeyCertOptions;
import io.quarkus.tls.runtime.KeyStoreProvider;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Serves a certificate from memory and swaps it while connections come in: those that are open go on, each new
/// one sees the new certificate, none fails.
@Singleton
@Identifier(KeptCertificate.NAME)
public class KeptCertificate implements KeyStoreProvider {
    /// What the framework calls it.
    public static final String NAME = "kept";

    private static final Logger LOG = Logger.getLogger(KeptCertificate.class);

    private final WebhookParts parts;
    private final Instance<TlsConfigurationRegistry> configurations;
    private final Event<CertificateUpdatedEvent> updated;
    private volatile @Nullable ServingPair served;
    private String trouble = "";

    KeptCertificate(
            WebhookParts parts,
            Instance<TlsConfigurationRegistry> configurations,
            Event<CertificateUpdatedEvent> updated) {
        this.parts = parts;
        this.configurations = configurations;
        this.updated = updated;
    }

    /// Null where files hold the certificate, which the framework takes for "none".
    @Override
    public @Nullable KeyStoreAndKeyCertOptions getKeyStore(Vertx vertx) {
        return parts.certificate().map(source -> options(source.current())).orElse(null);
    }

    /// Looks whether another certificate is to be served.
    @Scheduled(every = "10s", delayed = "10s", concurrentExecution = ConcurrentExecution.SKIP)
    void look() {
        parts.certificate().ifPresent(this::look);
    }

    private void look(CertificateSource source) {
        try {
            ServingPair now = source.look();
            trouble = "";
            if (!now.equals(served)) {
                configurations.get().get(NAME).ifPresent(this::swap);
            }
        } catch (RuntimeException unreachable) {
            String why = String.valueOf(unreachable.getMessage());
            if (!why.equals(trouble)) {
                LOG.errorf("the serving certificate cannot be looked after, the one in use stays: %s", why);
            }
            trouble = why;
        }
    }

    private void swap(TlsConfiguration configuration) {
        if (configuration.reload()) {
            updated.fire(new CertificateUpdatedEvent(NAME, configuration));
            LOG.infof("serving the %s", served);
        }
    }

    private KeyStoreAndKeyCertOptions options(ServingPair pair) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(NAME, pair.key(), new char[0], new Certificate[] {pair.leaf()});
            served = pair;
            return new KeyStoreAndKeyCertOptions(
                    store,
                    new PemKeyCertOptions()
                            .addCertValue(pem("CERTIFICATE", pair.leaf().getEncoded()))
                            .addKeyValue(pem("PRIVATE KEY", pair.key().getEncoded())));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key and its certificate fit into memory", e);
        }
    }

    private static Buffer pem(String what, byte[] content) {
        String text = "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                + what + "-----\n";
        return Buffer.buffer(text.getBytes(US_ASCII));
    }
}
