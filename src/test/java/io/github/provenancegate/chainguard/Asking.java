package io.github.provenancegate.chainguard;

import io.github.provenancegate.fake.PlainHttp;
import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import java.time.Duration;

/// What it takes to ask a stand-in on loopback through the real transport.
final class Asking {
    private Asking() {}

    static Transport transport() {
        return PlainHttp.transport("127.0.0.1");
    }

    static Inquiry within(Duration time) {
        return new Inquiry(Deadline.after(time, System::nanoTime), Observer.SILENT);
    }

    static Inquiry inquiry() {
        return within(Duration.ofSeconds(20));
    }
}
