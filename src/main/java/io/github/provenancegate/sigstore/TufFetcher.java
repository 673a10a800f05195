package io.github.provenancegate.sigstore;

import dev.sigstore.tuf.Fetcher;
import dev.sigstore.tuf.FileExceedsMaxLengthException;
import io.github.provenancegate.transport.Destination;
import io.github.provenancegate.transport.HttpAnswer;
import io.github.provenancegate.transport.HttpCall;
import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.transport.WebAddress;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Fetches a TUF repository's files through our own way out.
final class TufFetcher implements Fetcher {
    /// For one file; nothing waits for it.
    private static final Duration TIME_MAX = Duration.ofSeconds(30);

    private final Transport transport;
    private final WebAddress base;
    private final InstantSource clock;

    TufFetcher(Transport transport, WebAddress base, InstantSource clock) {
        this.transport = transport;
        this.base = base;
        this.clock = clock;
    }

    @Override
    public String getSource() {
        return base.toString();
    }

    /// @return null where the repository does not have the file, as the interface wants it
    @Override
    @SuppressWarnings("NullAway") // the interface is not annotated, and null is its word for "not found"
    public byte @Nullable [] fetchResource(String name, int bytesMax)
            throws IOException, FileExceedsMaxLengthException {
        WebAddress address = base.resolve(name).orElseThrow(() -> new IOException("not a file's name"));
        HttpCall call = HttpCall.of(HttpCall.Method.GET, address, Destination.NAMED, bytesMax, "renewing a trust root");
        Deadline deadline = Deadline.after(TIME_MAX, () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
        HttpAnswer answer = transport.send(call, new Inquiry(deadline, Observer.SILENT));
        if (answer.status() == 404) {
            return null;
        }
        if (answer.status() != 200) {
            throw new IOException("it answered " + answer.status());
        }
        return switch (answer.body()) {
            case HttpAnswer.Body.Whole whole -> whole.content();
            case HttpAnswer.Body.TooLong _ -> throw new FileExceedsMaxLengthException(getSource(), bytesMax);
            case HttpAnswer.Body.Unread _ -> throw new IOException("it did not send the file");
        };
    }
}
