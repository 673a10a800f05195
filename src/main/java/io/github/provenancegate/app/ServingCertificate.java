package io.github.provenancegate.app;

import io.github.provenancegate.cli.RefusedException;
import io.github.provenancegate.webhook.ServedKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.encoders.DecoderException;

/// Looks at the serving certificate before anything is started: the framework would say of a wrong one only
/// that TLS failed, and not which file is to blame.
final class ServingCertificate {
    private static final byte[] PROBE = {'p', 'r', 'o', 'b', 'e'};

    private ServingCertificate() {}

    /// Reads both files.
    ///
    /// @throws RefusedException when they cannot be read, or do not belong together
    static ServedKey read(Path certificateFile, Path keyFile) {
        List<X509Certificate> chain = chain(certificateFile);
        PrivateKey key = key(keyFile);
        if (!belongTogether(chain.getFirst().getPublicKey(), key)) {
            throw new RefusedException(keyFile + ": is not the private key of the certificate in " + certificateFile
                    + "; name the two files that belong together");
        }
        return new ServedKey(chain, key);
    }

    private static List<X509Certificate> chain(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (chain.isEmpty()) {
                throw noPem(file, "certificate");
            }
            return chain;
        } catch (CertificateException malformed) {
            throw noPem(file, "certificate");
        } catch (IOException unreadable) {
            throw unreadable(file, unreadable);
        }
    }

    private static PrivateKey key(Path file) {
        try (Reader reader = Files.newBufferedReader(file);
                PEMParser pem = new PEMParser(reader)) {
            for (Object found = pem.readObject(); found != null; found = pem.readObject()) {
                if (found instanceof PrivateKeyInfo pkcs8) {
                    return new JcaPEMKeyConverter().getPrivateKey(pkcs8);
                }
                if (found instanceof PEMKeyPair pair) {
                    return new JcaPEMKeyConverter().getKeyPair(pair).getPrivate();
                }
            }
            throw noPem(file, "private key without a passphrase");
        } catch (DecoderException | PEMException malformed) {
            throw noPem(file, "private key without a passphrase");
        } catch (IOException unreadable) {
            throw unreadable(file, unreadable);
        }
    }

    private static boolean belongTogether(PublicKey certified, PrivateKey key) {
        String algorithm = switch (certified.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> certified.getAlgorithm();
        };
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(PROBE);
            byte[] signature = signing.sign();
            signing.initVerify(certified);
            signing.update(PROBE);
            return signing.verify(signature);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static RefusedException noPem(Path file, String what) {
        return new RefusedException(file + ": holds no " + what + " in PEM form; name a file that does");
    }

    private static RefusedException unreadable(Path file, IOException why) {
        return new RefusedException(file + ": cannot be read (" + why.getClass().getSimpleName()
                + "); check that it exists and may be read");
    }
}
