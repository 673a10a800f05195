package io.github.provenancegate.sigstore;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Principal;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// A certificate for the JDK's path validation that does its mathematics with [Verification#PROVIDER]: the validator
/// names a provider only by the name under which it is registered, and ours is not. It also remembers the key under
/// which its signature held, since a trust root's own certificates are checked with each leaf: both together make a
/// path six times as fast. Everything else is the certificate's own.
final class ChainCertificate extends X509Certificate {
    private static final long serialVersionUID = 1L;

    private final transient X509Certificate certificate;
    private transient volatile @Nullable PublicKey verifiedBy;

    private ChainCertificate(X509Certificate certificate) {
        this.certificate = certificate;
    }

    static ChainCertificate of(X509Certificate certificate) {
        return new ChainCertificate(certificate);
    }

    @Override
    public void verify(PublicKey key, @Nullable String provider)
            throws CertificateException, NoSuchAlgorithmException, InvalidKeyException, NoSuchProviderException,
                    SignatureException {
        verify(key);
    }

    @Override
    public void verify(PublicKey key, Provider provider)
            throws CertificateException, NoSuchAlgorithmException, InvalidKeyException, SignatureException {
        certificate.verify(key, provider);
    }

    @Override
    public void verify(PublicKey key) throws CertificateException, SignatureException {
        if (key.equals(verifiedBy)) {
            return;
        }
        try {
            certificate.verify(key, Verification.PROVIDER);
        } catch (CertificateException | SignatureException doesNotHold) {
            throw doesNotHold;
        } catch (GeneralSecurityException unreadable) {
            throw new CertificateException(unreadable);
        }
        verifiedBy = key;
    }

    @Override
    public byte[] getEncoded() throws CertificateEncodingException {
        return certificate.getEncoded();
    }

    @Override
    public PublicKey getPublicKey() {
        return certificate.getPublicKey();
    }

    @Override
    public void checkValidity() throws CertificateExpiredException, CertificateNotYetValidException {
        certificate.checkValidity();
    }

    @Override
    public void checkValidity(Date date) throws CertificateExpiredException, CertificateNotYetValidException {
        certificate.checkValidity(date);
    }

    @Override
    public int getVersion() {
        return certificate.getVersion();
    }

    @Override
    public BigInteger getSerialNumber() {
        return certificate.getSerialNumber();
    }

    @Override
    @Deprecated
    public Principal getIssuerDN() {
        return certificate.getIssuerX500Principal();
    }

    @Override
    public X500Principal getIssuerX500Principal() {
        return certificate.getIssuerX500Principal();
    }

    @Override
    @Deprecated
    public Principal getSubjectDN() {
        return certificate.getSubjectX500Principal();
    }

    @Override
    public X500Principal getSubjectX500Principal() {
        return certificate.getSubjectX500Principal();
    }

    @Override
    public Date getNotBefore() {
        return certificate.getNotBefore();
    }

    @Override
    public Date getNotAfter() {
        return certificate.getNotAfter();
    }

    @Override
    public byte[] getTBSCertificate() throws CertificateEncodingException {
        return certificate.getTBSCertificate();
    }

    @Override
    public byte[] getSignature() {
        return certificate.getSignature();
    }

    @Override
    public String getSigAlgName() {
        return certificate.getSigAlgName();
    }

    @Override
    public String getSigAlgOID() {
        return certificate.getSigAlgOID();
    }

    @Override
    public byte @Nullable [] getSigAlgParams() {
        return certificate.getSigAlgParams();
    }

    @Override
    public boolean @Nullable [] getIssuerUniqueID() {
        return certificate.getIssuerUniqueID();
    }

    @Override
    public boolean @Nullable [] getSubjectUniqueID() {
        return certificate.getSubjectUniqueID();
    }

    @Override
    public boolean @Nullable [] getKeyUsage() {
        return certificate.getKeyUsage();
    }

    @Override
    public int getBasicConstraints() {
        return certificate.getBasicConstraints();
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
        return certificate.hasUnsupportedCriticalExtension();
    }

    @Override
    public @Nullable Set<String> getCriticalExtensionOIDs() {
        return certificate.getCriticalExtensionOIDs();
    }

    @Override
    public @Nullable Set<String> getNonCriticalExtensionOIDs() {
        return certificate.getNonCriticalExtensionOIDs();
    }

    @Override
    public byte @Nullable [] getExtensionValue(String oid) {
        return certificate.getExtensionValue(oid);
    }

    @Override
    public String toString() {
        return certificate.toString();
    }
}
