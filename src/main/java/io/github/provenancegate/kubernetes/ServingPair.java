package io.github.provenancegate.kubernetes;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A serving certificate with its private key, and the authority that vouches for it.
///
/// Each pair has an authority of its own whose key is thrown away with the signature: nobody, whoever reads the
/// Secret, can make a second certificate that the API server would believe.
///
/// @param authority what a `caBundle` holds
/// @param leaf what the API server is shown
public record ServingPair(X509Certificate authority, X509Certificate leaf, PrivateKey key) {
    /// The kind of a DNS name among subject alternative names (RFC 5280, 4.2.1.6).
    private static final Integer DNS_NAME = 2;

    /// Whether a client at that time would believe it.
    boolean holdsAt(Instant time) {
        return !time.isBefore(leaf.getNotBefore().toInstant()) && time.isBefore(end());
    }

    /// When it ends.
    Instant end() {
        Instant ofLeaf = leaf.getNotAfter().toInstant();
        Instant ofAuthority = authority.getNotAfter().toInstant();
        return ofLeaf.isBefore(ofAuthority) ? ofLeaf : ofAuthority;
    }

    /// Whether it speaks for all these DNS names.
    boolean covers(Collection<String> hosts) {
        Set<String> names = new HashSet<>();
        try {
            Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.stream()
                        .filter(one -> DNS_NAME.equals(one.getFirst()))
                        .forEach(one -> names.add(String.valueOf(one.get(1))));
            }
        } catch (GeneralSecurityException _) {
            return false;
        }
        return names.containsAll(hosts);
    }

    /// Says which certificate it is, and nothing of the key.
    @Override
    public String toString() {
        return "certificate " + leaf.getSerialNumber().toString(16) + " until " + end();
    }
}
