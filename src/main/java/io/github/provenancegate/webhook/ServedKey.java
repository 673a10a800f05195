package io.github.provenancegate.webhook;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// What the API server is shown, and the key that belongs to it.
///
/// @param chain the serving certificate first; at least one
public record ServedKey(List<X509Certificate> chain, PrivateKey key) {
    public ServedKey {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a chain has a certificate");
        }
    }

    X509Certificate leaf() {
        return chain.getFirst();
    }

    /// Says which certificate it is, and nothing of the key.
    @Override
    public String toString() {
        return "certificate " + leaf().getSerialNumber().toString(16) + " until "
                + leaf().getNotAfter().toInstant();
    }
}
