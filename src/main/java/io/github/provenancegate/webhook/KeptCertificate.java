package io.github.provenancegate.webhook;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.KeyStoreAndKeyCertOptions;
import io.quarkus.tls.runtime.KeyStoreProvider;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import org.jboss.logging.Logger;

/// Serves a certificate from memory and swaps it while connections come in: those that are open go on, each new
/// one sees the new certificate, none fails.
@Singleton
@Identifier(KeptCertificate.NAME)
public class KeptCertificate implements KeyStoreProvider {
    /// What the framework calls it.
    public static final String NAME = "kept";

    private static final Logger LOG = Logger.getLogger(KeptCertificate.class);

    private final CertificateSource source;
    private final Instance<TlsConfigurationRegistry> configurations;
    private final SwappedKeys keys;
    private String trouble = "";

    KeptCertificate(WebhookParts parts, Instance<TlsConfigurationRegistry> configurations) {
        this.source = parts.certificate();
        this.configurations = configurations;
        this.keys = new SwappedKeys(source.current());
    }

    /// The framework learns which certificate that is; handshakes ask for it each time.
    @Override
    public KeyStoreAndKeyCertOptions getKeyStore(Vertx vertx) {
        ServedKey served = keys.current();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(NAME, served.key(), new char[0], served.chain().toArray(Certificate[]::new));
            return new KeyStoreAndKeyCertOptions(store, KeyCertOptions.wrap(keys));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key and its certificate fit into memory", e);
        }
    }

    /// Looks whether another certificate is to be served.
    @Scheduled(every = "10s", delayed = "10s", concurrentExecution = ConcurrentExecution.SKIP)
    void look() {
        try {
            ServedKey now = source.look();
            trouble = "";
            if (!now.equals(keys.current())) {
                keys.swap(now);
                configurations.get().get(NAME).ifPresent(TlsConfiguration::reload);
                LOG.infof("serving the %s", now);
            }
        } catch (RuntimeException unusable) {
            String why = String.valueOf(unusable.getMessage());
            if (!why.equals(trouble)) {
                LOG.errorf("the serving certificate cannot be looked after, the one in use stays: %s", why);
            }
            trouble = why;
        }
    }
}
