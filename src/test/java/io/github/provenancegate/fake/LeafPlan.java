package io.github.provenancegate.fake;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/// What Fulcio is about to certify: right in everything until a [CertificateDefect] changes one field.
final class LeafPlan {

    /// Fulcio's certificates live ten minutes.
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final int SERIAL_BITS = 159;

    final VirtualSigstore sigstore;
    final SecureRandom random;

    VirtualCertificateAuthority authority;
    Optional<VirtualCtLog> ctLog;
    SigningKey key;
    BigInteger serial;
    Instant notBefore;
    Instant notAfter;
    List<GeneralName> subjects = new ArrayList<>();
    Optional<String> issuerRaw;
    Optional<String> issuerDer;
    Optional<String> tokenSubject;
    boolean keyUsage = true;
    Optional<KeyPurposeId> extendedKeyUsage = Optional.of(KeyPurposeId.id_kp_codeSigning);
    boolean basicConstraintsCa;
    boolean sctOfAnotherCertificate;
    boolean signatureSpoiled;

    LeafPlan(VirtualSigstore sigstore, Identity identity, SigningKey key, Instant now) {
        this.sigstore = sigstore;
        this.random = sigstore.random();
        this.authority = sigstore.authority();
        this.ctLog = Optional.of(sigstore.ctLog());
        this.key = key;
        this.serial = new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
        this.notBefore = now;
        this.notAfter = now.plus(LIFETIME);
        this.subjects.add(nameOf(identity.subject()));
        this.issuerRaw = Optional.of(identity.issuer());
        this.issuerDer = Optional.of(identity.issuer());
        this.tokenSubject = Optional.of(identity.subject())
                .filter(subject -> subject.startsWith(identity.issuer() + "/"))
                .map(subject -> subject.substring(identity.issuer().length() + 1));
    }

    private static GeneralName nameOf(String subject) {
        int kind = subject.contains("://") ? GeneralName.uniformResourceIdentifier : GeneralName.rfc822Name;
        return new GeneralName(kind, subject);
    }
}
