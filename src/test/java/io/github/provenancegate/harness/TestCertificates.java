package io.github.provenancegate.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/// A certificate authority of its own and one serving certificate for `127.0.0.1` and `localhost`, as PEM
/// files.
///
/// @param authority the authority's certificate, what a `caBundle` holds
/// @param certificate the serving certificate
/// @param key its private key (PKCS #8)
public record TestCertificates(HeldCertificate root, Path authority, Path certificate, Path key) {
    /// Both certificates begin now and last a day.
    public static TestCertificates createIn(Path folder) {
        return createIn(folder, new String[0]);
    }

    /// The same for more names or addresses.
    public static TestCertificates createIn(Path folder, String... names) {
        var root = new HeldCertificate.Builder()
                .commonName("Provenance Gate test authority")
                .certificateAuthority(0)
                .build();
        var builder = new HeldCertificate.Builder()
                .commonName("localhost")
                .addSubjectAlternativeName(Loopback.ADDRESS)
                .addSubjectAlternativeName("localhost")
                .signedBy(root);
        for (var name : names) {
            builder.addSubjectAlternativeName(name);
        }
        var serving = builder.build();
        return new TestCertificates(
                root,
                write(folder.resolve("authority.pem"), root.certificatePem()),
                write(folder.resolve("serving.pem"), serving.certificatePem()),
                write(folder.resolve("serving-key.pem"), serving.privateKeyPkcs8Pem()));
    }

    /// The authority's certificate as PEM text.
    public String authorityPem() {
        return root.certificatePem();
    }

    /// What a client needs to trust the serving certificate.
    public HandshakeCertificates clientTrust() {
        return new HandshakeCertificates.Builder()
                .addTrustedCertificate(root.certificate())
                .build();
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
