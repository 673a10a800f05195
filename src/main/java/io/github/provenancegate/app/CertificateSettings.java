package io.github.provenancegate.app;

import io.github.provenancegate.cli.RefusedException;
import io.github.provenancegate.cli.Setting;
import io.github.provenancegate.cluster.ServingSecret;
import io.github.provenancegate.image.UntrustedText;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where the serving certificate comes from: two files, or a Secret that the replicas keep themselves.
///
/// @param certificate PEM file; empty with a Secret, or where it was forgotten
/// @param key PEM file; likewise
record CertificateSettings(Optional<Path> certificate, Optional<Path> key, Optional<Kept> kept) {
    private static final Pattern HOST =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*");

    private static final Pattern CONFIGURATION = Pattern.compile("(?=.{1,253}$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?");

    /// A certificate that the replicas make and renew.
    ///
    /// @param secret that all replicas share
    /// @param hosts the DNS names by which the API server calls
    /// @param configuration the webhook configurations whose trust is looked after; empty: somebody else does
    record Kept(ServingSecret.Name secret, List<String> hosts, Optional<String> configuration) {
        Kept {
            hosts = List.copyOf(hosts);
        }
    }

    static CertificateSettings of(Given given) {
        Optional<Path> certificate = given.once(Setting.TLS_CERTIFICATE, Settings::path);
        Optional<Path> key = given.once(Setting.TLS_KEY, Settings::path);
        Optional<ServingSecret.Name> secret = given.once(Setting.TLS_SECRET, CertificateSettings::secret);
        List<String> hosts = given.several(Setting.TLS_HOST, CertificateSettings::host);
        Optional<String> configuration = given.once(Setting.WEBHOOK_CONFIGURATION, CertificateSettings::configuration);
        if (secret.isPresent() && (certificate.isPresent() || key.isPresent())) {
            throw new RefusedException(
                    given.placeOf(Setting.TLS_SECRET) + ": a Secret or files hold the certificate: leave" + " out "
                            + Setting.TLS_CERTIFICATE.option() + " and " + Setting.TLS_KEY.option() + ", or this");
        }
        if (secret.isPresent() && hosts.isEmpty()) {
            throw new RefusedException(
                    given.placeOf(Setting.TLS_SECRET) + ": a certificate is for a name: say by which the"
                            + " API server calls with " + Setting.TLS_HOST.option() + " SERVICE.NAMESPACE.svc");
        }
        if (secret.isEmpty() && !hosts.isEmpty()) {
            throw new RefusedException(given.placeOf(Setting.TLS_HOST) + ": means nothing without "
                    + Setting.TLS_SECRET.option() + " " + Setting.TLS_SECRET.label());
        }
        return new CertificateSettings(certificate, key, secret.map(name -> new Kept(name, hosts, configuration)));
    }

    private static ServingSecret.Name secret(String text) {
        return ServingSecret.Name.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        UntrustedText.quote(text) + " is no Secret: write NAMESPACE/NAME"));
    }

    private static String host(String text) {
        if (!HOST.matcher(text).matches()) {
            throw new IllegalArgumentException(UntrustedText.quote(text)
                    + " is no DNS name: write SERVICE.NAMESPACE.svc, in lower case and without a port");
        }
        return text;
    }

    static String configuration(String text) {
        if (!CONFIGURATION.matcher(text).matches()) {
            throw new IllegalArgumentException(UntrustedText.quote(text) + " is no name of a webhook configuration");
        }
        return text;
    }
}
