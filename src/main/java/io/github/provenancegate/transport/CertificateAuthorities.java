package io.github.provenancegate.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/// Whose certificates a host may present: the platform's authorities and those of an operator's file.
final class CertificateAuthorities {
    private CertificateAuthorities() {}

    /// Adds the file's authorities to those that the client trusts.
    ///
    /// @throws IllegalArgumentException when the file cannot be read or holds no certificate
    static void trust(Path file, OkHttpClient.Builder client) {
        try {
            KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
            anchors.load(null, null);
            int index = 0;
            for (X509Certificate anchor : trustManager(null).getAcceptedIssuers()) {
                anchors.setCertificateEntry("platform-" + index++, anchor);
            }
            for (Certificate anchor : read(file)) {
                anchors.setCertificateEntry("file-" + index++, anchor);
            }
            X509TrustManager trusted = trustManager(anchors);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trusted}, null);
            client.sslSocketFactory(context.getSocketFactory(), trusted);
        } catch (IOException | GeneralSecurityException refused) {
            throw new IllegalArgumentException(
                    "the certificate authorities in " + file + " cannot be used: " + refused.getMessage(), refused);
        }
    }

    private static Collection<? extends Certificate> read(Path file) throws IOException, GeneralSecurityException {
        try (InputStream pem = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (certificates.isEmpty()) {
                throw new GeneralSecurityException("it holds no certificate");
            }
            return certificates;
        }
    }

    private static X509TrustManager trustManager(@Nullable KeyStore anchors) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(anchors);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("the platform has no X.509 trust manager");
    }
}
