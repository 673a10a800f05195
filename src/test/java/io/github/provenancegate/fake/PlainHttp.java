package io.github.provenancegate.fake;

import io.github.provenancegate.transport.EgressProxy;
import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.transport.TransportSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The real way out to a stand-in on loopback.
public final class PlainHttp {
    private PlainHttp() {}

    /// Everything as usual, but for one host that is asked without TLS.
    public static TransportSettings settings(String host) {
        return new TransportSettings(
                List.of(TransportSettings.PlainHost.parse(host)),
                List.of(),
                List.of(),
                Optional.empty(),
                TransportSettings.DEFAULT.connectTimeout(),
                TransportSettings.DEFAULT.requestTimeout(),
                EgressProxy.NONE);
    }

    /// The same with less patience for one request.
    public static TransportSettings settings(String host, Duration requestTimeout) {
        TransportSettings usual = settings(host);
        return new TransportSettings(
                usual.plainHosts(),
                usual.resolvedHosts(),
                usual.allowedAddresses(),
                usual.caFile(),
                usual.connectTimeout(),
                requestTimeout,
                usual.proxy());
    }

    /// A transport with these settings.
    public static Transport transport(String host) {
        return new Transport(settings(host), RandomGenerator.getDefault(), System::nanoTime);
    }
}
