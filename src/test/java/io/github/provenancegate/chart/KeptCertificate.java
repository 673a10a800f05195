package io.github.provenancegate.chart;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.provenancegate.harness.Await;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/// The certificate that the replicas of an installation keep in their Secret, as an administrator sees it.
record KeptCertificate(Installation installation) {
    /// Replicas look every ten seconds.
    private static final Duration LOOKED_MAX = Duration.ofMinutes(3);

    private static final String SECRET = Chart.RELEASE + "-tls";

    /// Has another key made by deleting the Secret, and sees the rotation through to its end. The times that it waits
    /// are over as soon as the Secret says so.
    void rotate() {
        String before = authorities().getFirst();
        installation.kubectl("delete", "secret", SECRET, "-n", Chart.NAMESPACE);
        Await.until(
                "the next authority is trusted too",
                LOOKED_MAX,
                () -> authorities().size() == 2);

        String next = secret("next\\.crt");
        reachedBefore(Duration.ofMinutes(10));
        Await.until(
                "the next certificate is to be served",
                LOOKED_MAX,
                () -> secret("tls\\.crt").equals(next));
        String held = "holds the certificate " + serial(next) + " ";
        Await.until(
                "each replica serves it",
                LOOKED_MAX,
                () -> installation.replicas().stream()
                        .allMatch(replica -> replica.log().contains(held)));

        reachedBefore(Duration.ofDays(2));
        Await.until(
                "the first authority is trusted no more",
                LOOKED_MAX,
                () -> !authorities().contains(before));
    }

    /// What the API server trusts, each as PEM without its last line.
    List<String> authorities() {
        String bundle = installation.kubectl(
                "get",
                "validatingwebhookconfiguration",
                Chart.RELEASE,
                "-o",
                "jsonpath={.webhooks[0].clientConfig.caBundle}");
        return List.of(new String(Base64.getDecoder().decode(bundle), UTF_8).split("-----END CERTIFICATE-----\\R"));
    }

    /// Moves the moment at which the Secret came to its state, as if so much time had passed.
    private void reachedBefore(Duration ago) {
        String since = Base64.getEncoder()
                .encodeToString(Instant.now().minus(ago).toString().getBytes(UTF_8));
        installation.kubectl(
                "patch", "secret", SECRET, "-n", Chart.NAMESPACE, "-p", "{\"data\": {\"since\": \"" + since + "\"}}");
    }

    private String secret(String key) {
        return installation.kubectl(
                "get", "secret", SECRET, "-n", Chart.NAMESPACE, "-o", "jsonpath={.data." + key + "}");
    }

    private static String serial(String base64Pem) {
        try {
            var pem = new ByteArrayInputStream(Base64.getDecoder().decode(base64Pem));
            return ((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem))
                    .getSerialNumber()
                    .toString(16);
        } catch (CertificateException e) {
            throw new AssertionError(e);
        }
    }
}
