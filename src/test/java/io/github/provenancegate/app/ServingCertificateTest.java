package io.github.provenancegate.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.provenancegate.cli.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServingCertificateTest {
    @TempDir
    private Path folder;

    private Path certificate = Path.of("");
    private Path key = Path.of("");

    @BeforeEach
    void writeBoth() throws IOException {
        HeldCertificate held = new HeldCertificate.Builder().ecdsa256().build();
        certificate = Files.writeString(folder.resolve("tls.crt"), held.certificatePem());
        key = Files.writeString(folder.resolve("tls.key"), held.privateKeyPkcs8Pem());
    }

    @Test
    void twoFilesThatBelongTogetherAreTaken() throws IOException {
        assertThatCode(() -> ServingCertificate.read(certificate, key)).doesNotThrowAnyException();
        HeldCertificate rsa = new HeldCertificate.Builder().rsa2048().build();
        Files.writeString(certificate, rsa.certificatePem());
        Files.writeString(key, rsa.privateKeyPkcs1Pem());
        assertThatCode(() -> ServingCertificate.read(certificate, key)).doesNotThrowAnyException();
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws IOException {
        Files.writeString(key, new HeldCertificate.Builder().ecdsa256().build().privateKeyPkcs8Pem());
        assertRefused(key, "is not the private key of the certificate in " + certificate);

        Files.writeString(key, new HeldCertificate.Builder().rsa2048().build().privateKeyPkcs8Pem());
        assertRefused(key, "is not the private key of the certificate in " + certificate);
    }

    @Test
    void aFileWithoutWhatItIsNamedForIsRefused() throws IOException {
        Files.writeString(key, Files.readString(certificate));
        assertRefused(key, "holds no private key");

        Files.writeString(certificate, "");
        assertRefused(certificate, "holds no certificate");

        Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n");
        assertRefused(certificate, "holds no certificate");
    }

    @Test
    void aBrokenKeyIsRefused() throws IOException {
        Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertRefused(key, "holds no private key");
    }

    @Test
    void aMissingFileIsRefused() throws IOException {
        Files.delete(key);
        assertRefused(key, "cannot be read (NoSuchFileException)");
    }

    private void assertRefused(Path file, String why) {
        assertThatThrownBy(() -> ServingCertificate.read(certificate, key))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(why);
    }
}
