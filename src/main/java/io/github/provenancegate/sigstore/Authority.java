package io.github.provenancegate.sigstore;

import io.github.provenancegate.verify.TrustRoots.Kind;
import io.github.provenancegate.verify.TrustRoots.Part;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/// A certificate authority or timestamp authority that a trust root names, with the time in which it counted.
///
/// The JDK walks its paths (RFC 5280 section 6); the certificates are BouncyCastle's, so theirs is the mathematics.
final class Authority {
    private final String uri;
    private final List<X509Certificate> chain;
    private final Window window;
    private final Set<TrustAnchor> anchor;
    private final Window anchorWindow;
    private final byte[] issuerKeyHash;

    /// @param chain as the trust root lists it: the issuer of leaves (or a timestamp authority's signing certificate)
    ///     first, the trust anchor last; never empty
    Authority(String uri, List<X509Certificate> chain, Window window) throws CertificateEncodingException, IOException {
        this.uri = uri;
        this.chain = chain.stream().<X509Certificate>map(ChainCertificate::of).toList();
        this.window = window;
        this.anchor = Set.of(new TrustAnchor(chain.getLast(), null));
        this.anchorWindow = Window.of(chain.getLast());
        this.issuerKeyHash =
                Verification.sha256(Certificate.getInstance(chain.getFirst().getEncoded())
                        .getSubjectPublicKeyInfo()
                        .getEncoded());
    }

    /// With the earlier of the two ends: the trust root's and the anchor's own.
    Part part(Kind kind) {
        Optional<Instant> end = Stream.of(window.end(), anchorWindow.end())
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
        return new Part(kind, uri, window.start(), end);
    }

    X509Certificate first() {
        return chain.getFirst();
    }

    /// sha256 of the first certificate's public key, which precertificate timestamps are bound to.
    byte[] issuerKeyHash() {
        return issuerKeyHash.clone();
    }

    /// Whether the trust root's window and the anchor's own validity (which PKIX does not look at) contain the time.
    boolean counts(Instant time) {
        return window.contains(time) && anchorWindow.contains(time);
    }

    /// Whether the first of the chain issued the certificate, and may, by a path to the anchor at that time.
    ///
    /// @param purpose the extended key usage that an intermediate must not exclude (PKIX does not look at it)
    boolean issued(X509Certificate leaf, KeyPurposeId purpose, Instant at) {
        List<X509Certificate> intermediates = chain.subList(0, chain.size() - 1);
        return counts(at)
                && first().getSubjectX500Principal().equals(leaf.getIssuerX500Principal())
                && intermediates.stream().allMatch(intermediate -> mayIssue(intermediate, purpose))
                && leads(leaf, intermediates, at);
    }

    private static boolean mayIssue(X509Certificate intermediate, KeyPurposeId purpose) {
        try {
            List<String> purposes = intermediate.getExtendedKeyUsage();
            return purposes == null
                    || purposes.contains(purpose.getId())
                    || purposes.contains(KeyPurposeId.anyExtendedKeyUsage.getId());
        } catch (CertificateParsingException unreadable) {
            return false;
        }
    }

    /// Whether the first of the chain leads to the anchor at that time.
    boolean holds(Instant at) {
        return counts(at) && (chain.size() == 1 || leads(first(), chain.subList(1, chain.size() - 1), at));
    }

    private boolean leads(X509Certificate leaf, List<X509Certificate> intermediates, Instant at) {
        try {
            List<X509Certificate> certificates = new ArrayList<>(intermediates.size() + 1);
            certificates.add(ChainCertificate.of(leaf));
            certificates.addAll(intermediates);
            PKIXParameters parameters = new PKIXParameters(anchor);
            // Fulcio publishes no revocation lists: certificates live for minutes, and the log shows their misuse
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(at));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(certificates), parameters);
            return true;
        } catch (GeneralSecurityException | RuntimeException noPath) {
            return false;
        }
    }
}
