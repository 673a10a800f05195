package io.github.provenancegate.app;

import io.github.provenancegate.cli.RefusedException;
import io.github.provenancegate.webhook.CertificateSource;
import io.github.provenancegate.webhook.ServedKey;
import java.nio.file.Path;

/// The certificate of two files, which somebody else renews: cert-manager through a mounted Secret, or a
/// person.
final class FileCertificate implements CertificateSource {
    private final Path certificate;
    private final Path key;
    private volatile ServedKey current;

    private FileCertificate(Path certificate, Path key, ServedKey current) {
        this.certificate = certificate;
        this.key = key;
        this.current = current;
    }

    /// Reads both.
    ///
    /// @throws RefusedException when they cannot be read, or do not belong together
    static FileCertificate open(Path certificate, Path key) {
        return new FileCertificate(certificate, key, ServingCertificate.read(certificate, key));
    }

    /// Between the writing of one file and of the other they do not belong together: the next look finds them
    /// whole.
    ///
    /// @throws RefusedException when they cannot be used as they are now
    @Override
    public ServedKey look() {
        current = ServingCertificate.read(certificate, key);
        return current;
    }

    @Override
    public ServedKey current() {
        return current;
    }
}
