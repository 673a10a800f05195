package io.github.provenancegate.webhook;

import io.quarkus.vertx.http.HttpsServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready when the certificate that the API server will see is loaded and its port takes connections: the
/// management port opens first, and a probe that is quick would send reviews to a port that is not there yet.
@Readiness
@ApplicationScoped
class ServingTls implements HealthCheck {
    private final ServedCertificate certificate;
    private volatile Port port = Port.CLOSED;

    private enum Port {
        CLOSED,
        LISTENING
    }

    ServingTls(ServedCertificate certificate) {
        this.certificate = certificate;
    }

    void listening(@ObservesAsync HttpsServerStart event) {
        port = Port.LISTENING;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("tls")
                .status(port == Port.LISTENING && !certificate.chain().isEmpty())
                .build();
    }
}
