package io.github.provenancegate.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.cert.X509CertificateHolder;

/// A signing certificate together with its key.
final class Leaf {

    private final X509CertificateHolder certificate;
    private final SigningKey key;

    Leaf(X509CertificateHolder certificate, SigningKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    SigningKey key() {
        return key;
    }

    byte[] der() {
        return encoded(certificate);
    }

    String pem() {
        return pem(certificate);
    }

    Instant notBefore() {
        return certificate.getNotBefore().toInstant();
    }

    Instant notAfter() {
        return certificate.getNotAfter().toInstant();
    }

    static X509CertificateHolder parse(byte[] der) {
        return new X509CertificateHolder(Certificate.getInstance(der));
    }

    static byte[] encoded(X509CertificateHolder certificate) {
        try {
            return certificate.getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String pem(X509CertificateHolder certificate) {
        return Encoding.pem("CERTIFICATE", encoded(certificate));
    }
}
