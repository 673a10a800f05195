package io.github.provenancegate.chainguard;

import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.transport.TransportSettings;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/// What it takes to ask a stand-in on loopback through the real transport.
final class Asking {
    private Asking() {}

    static Transport transport() {
        TransportSettings defaults = TransportSettings.DEFAULT;
        return new Transport(
                new TransportSettings(
                        List.of(TransportSettings.PlainHost.parse("127.0.0.1")),
                        defaults.resolvedHosts(),
                        defaults.allowedAddresses(),
                        defaults.caFile(),
                        defaults.connectTimeout(),
                        defaults.requestTimeout(),
                        defaults.proxy()),
                new Random(1),
                System::nanoTime);
    }

    static Inquiry within(Duration time) {
        return new Inquiry(Deadline.after(time, System::nanoTime), Observer.SILENT);
    }

    static Inquiry inquiry() {
        return within(Duration.ofSeconds(20));
    }
}
