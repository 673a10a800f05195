package io.github.provenancegate.webhook;

import io.quarkus.tls.TlsConfigurationRegistry;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready when the certificate that the API server will see is loaded.
@Readiness
class ServingTls implements HealthCheck {
    private final TlsConfigurationRegistry configurations;
    private final Optional<String> name;

    ServingTls(
            TlsConfigurationRegistry configurations,
            @ConfigProperty(name = "quarkus.http.tls-configuration-name") Optional<String> name) {
        this.configurations = configurations;
        this.name = name;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("tls")
                .status(name.flatMap(configurations::get)
                        .filter(tls -> tls.getKeyStore() != null)
                        .isPresent())
                .build();
    }
}
