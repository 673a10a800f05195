package io.github.provenancegate.sigstore;

import io.github.provenancegate.evidence.ReasonCode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/// Timestamps over a signature (RFC 3161): the imprint is of the signature's bytes, the signer is a timestamp
/// authority of the trust root, and its certificate and chain hold at the stated time.
final class Timestamps {
    /// A response with a chain of certificates has 5 KiB.
    static final int RESPONSE_BYTES_MAX = 64 * 1024;

    /// Certificates of one name and number; each costs the walk of a chain, before anything about them is known.
    private static final int SIGNERS_MAX = 2;

    private static final Map<ASN1ObjectIdentifier, String> IMPRINTS = Map.of(
            NISTObjectIdentifiers.id_sha256, "SHA-256",
            NISTObjectIdentifiers.id_sha384, "SHA-384",
            NISTObjectIdentifiers.id_sha512, "SHA-512");

    private Timestamps() {}

    /// The time that a timestamp authority of the root vouches for.
    ///
    /// @param response a `TimeStampResp`
    /// @param signature the bytes that were stamped
    static Instant verify(TrustRoot root, byte[] response, byte[] signature) {
        return Refutation.unless(ReasonCode.TIMESTAMP_INVALID, "the timestamp cannot be read", () -> {
            if (response.length > RESPONSE_BYTES_MAX) {
                throw invalid("the timestamp is longer than " + RESPONSE_BYTES_MAX + " bytes");
            }
            TimeStampToken token = granted(new TimeStampResponse(response));
            String imprint = IMPRINTS.get(token.getTimeStampInfo().getMessageImprintAlgOID());
            if (imprint == null) {
                throw invalid("the timestamp's imprint is of an unsupported algorithm");
            }
            if (!MessageDigest.isEqual(
                    MessageDigest.getInstance(imprint).digest(signature),
                    token.getTimeStampInfo().getMessageImprintDigest())) {
                throw invalid("the timestamp is about another signature");
            }
            Instant time = token.getTimeStampInfo().getGenTime().toInstant();
            for (Authority authority : root.timestampAuthorities()) {
                if (vouches(authority, token, time)) {
                    return time;
                }
            }
            throw invalid("no timestamp authority of the trust root " + root.name() + " has signed the timestamp");
        });
    }

    /// The token of a response that grants one (RFC 3161 section 2.4.2), which is signed data.
    private static TimeStampToken granted(TimeStampResponse response) {
        TimeStampToken token = response.getTimeStampToken();
        boolean granted =
                response.getStatus() == PKIStatus.GRANTED || response.getStatus() == PKIStatus.GRANTED_WITH_MODS;
        if (token == null || !granted) {
            throw invalid("the timestamp was not granted");
        }
        if (!CMSObjectIdentifiers.signedData.equals(
                token.toCMSSignedData().toASN1Structure().getContentType())) {
            throw invalid("the timestamp is not signed data");
        }
        return token;
    }

    private static boolean vouches(Authority authority, TimeStampToken token, Instant time)
            throws GeneralSecurityException {
        if (!authority.counts(time)) {
            return false;
        }
        // a chain that starts with the signing certificate names the one signer; else any that the authority issued
        boolean namesSigner = authority.first().getBasicConstraints() < 0;
        for (X509Certificate signer : namesSigner ? List.of(authority.first()) : embedded(token)) {
            boolean chained = namesSigner
                    ? authority.holds(time)
                    : authority.issued(signer, KeyPurposeId.id_kp_timeStamping, time);
            if (chained && signed(token, signer)) {
                return true;
            }
        }
        return false;
    }

    /// Signature, certificate id, purpose (critical timeStamping alone) and validity at the time (RFC 3161
    /// section 2.3).
    private static boolean signed(TimeStampToken token, X509Certificate signer) {
        try {
            SignerInformationVerifier verifier = new JcaSimpleSignerInfoVerifierBuilder()
                    .setProvider(Verification.PROVIDER)
                    .build(new X509CertificateHolder(signer.getEncoded()));
            token.validate(verifier);
            return true;
        } catch (TSPException
                | OperatorCreationException
                | GeneralSecurityException
                | IOException
                | RuntimeException notBy) {
            return false;
        }
    }

    private static List<X509Certificate> embedded(TimeStampToken token) throws GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter().setProvider(Verification.PROVIDER);
        for (X509CertificateHolder holder : token.getCertificates().getMatches(null)) {
            if (token.getSID().match(holder)) {
                if (certificates.size() == SIGNERS_MAX) {
                    throw invalid("more than " + SIGNERS_MAX + " certificates claim to have signed the timestamp");
                }
                certificates.add(converter.getCertificate(holder));
            }
        }
        return certificates;
    }

    /// The same where a timestamp that does not verify is as good as none.
    static Optional<Instant> verified(TrustRoot root, byte[] response, byte[] signature) {
        try {
            return Optional.of(verify(root, response, signature));
        } catch (Refutation _) {
            return Optional.empty();
        }
    }

    private static Refutation invalid(String sentence) {
        return new Refutation(ReasonCode.TIMESTAMP_INVALID, sentence);
    }
}
