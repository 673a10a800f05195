package io.github.provenancegate.webhook;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Has each handshake take the key of its moment. The server's own way of changing certificates builds
/// everything anew, and fails connections that come in meanwhile; here nothing is built, so that none can fail.
final class SwappedKeys extends X509ExtendedKeyManager {
    private volatile Keys keys;

    /// A handshake asks for the name of a key, then for its chain, then for the key: those that began before a
    /// swap find the one before.
    private record Keys(Named now, Named before) {}

    /// Counted, since nothing in a certificate tells it from every other: many a renewed one has the serial number
    /// of the one before.
    private record Named(long number, ServedKey served) {
        String alias() {
            return "key-" + number;
        }
    }

    SwappedKeys(ServedKey first) {
        Named named = new Named(1, first);
        keys = new Keys(named, named);
    }

    /// From now on each new handshake has this one.
    synchronized void swap(ServedKey served) {
        Named now = keys.now();
        keys = new Keys(new Named(now.number() + 1, served), now);
    }

    ServedKey current() {
        return keys.now().served();
    }

    private Optional<ServedKey> named(@Nullable String alias) {
        Keys both = keys;
        if (both.now().alias().equals(alias)) {
            return Optional.of(both.now().served());
        }
        return both.before().alias().equals(alias) ? Optional.of(both.before().served()) : Optional.empty();
    }

    /// The kind of key is what signs: `EC`, `RSA`; before TLS 1.3 also with the kind of its issuer's, `EC_RSA`.
    private @Nullable String alias(@Nullable String keyType) {
        Named now = keys.now();
        String algorithm = now.served().key().getAlgorithm();
        return keyType != null && (keyType.equals(algorithm) || keyType.startsWith(algorithm + "_"))
                ? now.alias()
                : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyType);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = alias(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return named(alias)
                .map(served -> served.chain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return named(alias).map(ServedKey::key).orElse(null);
    }

    /// We never are the client.
    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public String toString() {
        return "keys " + Arrays.asList(keys.now().alias(), keys.before().alias());
    }
}
