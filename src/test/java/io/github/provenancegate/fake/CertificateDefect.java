package io.github.provenancegate.fake;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/// Strikes before the certificate is issued.
public enum CertificateDefect implements Defect {
    SCT_MISSING,
    SCT_BY_UNKNOWN_LOG,
    /// The log's key was in use until the day before.
    SCT_BY_RETIRED_LOG,
    SCT_FOR_ANOTHER_CERTIFICATE,
    /// From an authority that calls itself what the trusted one does.
    CHAIN_TO_FOREIGN_ROOT,
    /// Its certificates are good, but it was trusted until the day before.
    AUTHORITY_RETIRED,
    INTERMEDIATE_EXPIRED,
    INTERMEDIATE_FOR_SERVERS,
    CERTIFICATE_SIGNATURE_SPOILED,
    EXTENDED_KEY_USAGE_MISSING,
    EXTENDED_KEY_USAGE_FOR_SERVERS,
    KEY_USAGE_MISSING,
    LEAF_IS_A_CA,
    ISSUERS_DISAGREE,
    ISSUER_MISSING,
    /// `https://issuer.enforce.dev.evil.example` for `https://issuer.enforce.dev`, and so on.
    ISSUER_LOOKS_ALIKE,
    TWO_SUBJECTS,
    NO_SUBJECT,
    /// A DNS name, which is neither of the two kinds that identify a signer.
    SUBJECT_IS_A_HOST,
    RSA_KEY,
    P384_KEY,
    ED25519_KEY,
    NEGATIVE_SERIAL,
    /// Was over an hour before it was used.
    EXPIRED_BEFORE_USE;

    private static final Duration AGO = Duration.ofHours(1);

    void spoil(LeafPlan plan) {
        VirtualSigstore sigstore = plan.sigstore;
        switch (this) {
            case SCT_MISSING -> plan.ctLog = Optional.empty();
            case SCT_BY_UNKNOWN_LOG -> plan.ctLog = Optional.of(sigstore.unknownCtLog());
            case SCT_BY_RETIRED_LOG -> plan.ctLog = Optional.of(sigstore.retiredCtLog());
            case SCT_FOR_ANOTHER_CERTIFICATE -> plan.sctOfAnotherCertificate = true;
            case CHAIN_TO_FOREIGN_ROOT -> plan.authority = sigstore.foreignAuthority();
            case AUTHORITY_RETIRED -> plan.authority = sigstore.retiredAuthority();
            case INTERMEDIATE_EXPIRED -> plan.authority = sigstore.expiredAuthority();
            case INTERMEDIATE_FOR_SERVERS -> plan.authority = sigstore.serverAuthority();
            case CERTIFICATE_SIGNATURE_SPOILED -> plan.signatureSpoiled = true;
            case EXTENDED_KEY_USAGE_MISSING -> plan.extendedKeyUsage = Optional.empty();
            case EXTENDED_KEY_USAGE_FOR_SERVERS -> plan.extendedKeyUsage = Optional.of(KeyPurposeId.id_kp_serverAuth);
            case KEY_USAGE_MISSING -> plan.keyUsage = false;
            case LEAF_IS_A_CA -> plan.basicConstraintsCa = true;
            case ISSUERS_DISAGREE -> plan.issuerRaw = Optional.of("https://accounts.virtual.example");
            case ISSUER_MISSING -> {
                plan.issuerRaw = Optional.empty();
                plan.issuerDer = Optional.empty();
            }
            case ISSUER_LOOKS_ALIKE -> {
                plan.issuerRaw = plan.issuerRaw.map(issuer -> issuer + ".evil.example");
                plan.issuerDer = plan.issuerRaw;
            }
            case TWO_SUBJECTS -> plan.subjects.add(uri("https://issuer.virtual.example/somebody/else"));
            case NO_SUBJECT -> plan.subjects = List.of();
            case SUBJECT_IS_A_HOST ->
                plan.subjects = List.of(new GeneralName(GeneralName.dNSName, "issuer.enforce.dev"));
            case RSA_KEY -> plan.key = SigningKey.generate(SigningKey.Algorithm.RSA, plan.random);
            case P384_KEY -> plan.key = SigningKey.generate(SigningKey.Algorithm.P384, plan.random);
            case ED25519_KEY -> plan.key = SigningKey.generate(SigningKey.Algorithm.ED25519, plan.random);
            case NEGATIVE_SERIAL -> plan.serial = plan.serial.negate();
            case EXPIRED_BEFORE_USE -> {
                plan.notBefore = plan.notBefore.minus(AGO);
                plan.notAfter = plan.notAfter.minus(AGO);
            }
        }
    }

    private static GeneralName uri(String text) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, text);
    }
}
