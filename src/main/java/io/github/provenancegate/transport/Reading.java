package io.github.provenancegate.transport;

import io.github.provenancegate.verify.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;

/// The reading of one answer, within its cap and faster than the slowest pace; also what the observer is told
/// of it, whatever becomes of it.
final class Reading {
    /// A step of the body's reading; also what is read of it beyond the cap at most.
    private static final long CHUNK_BYTES = 8192;

    private Optional<Integer> status = Optional.empty();
    private long bodyBytes;

    /// Of an answer that arrived whole or was refused.
    Optional<Integer> status() {
        return status;
    }

    long bodyBytes() {
        return bodyBytes;
    }

    /// @throws IOException when the answer breaks off
    Attempt read(Response response, HttpCall call, Deadline deadline) throws IOException {
        Attempt attempt = readFrom(response, call, deadline);
        status = Optional.of(response.code());
        return attempt;
    }

    private Attempt readFrom(Response response, HttpCall call, Deadline deadline) throws IOException {
        int code = response.code();
        if (code == 429) {
            return new Attempt.Failed(Failure.ofThrottling(RetryAfter.parse(response.header("Retry-After")), call));
        }
        if (code >= 500 && code != 501) { // "not implemented" does not pass with time
            return new Attempt.Failed(Failure.ofServerError(code, call));
        }
        if (code < 200 || code > 299) {
            return answered(response, call, new HttpAnswer.Body.Unread());
        }
        String encoding = response.header("Content-Encoding", "identity");
        if (!"identity".equalsIgnoreCase(encoding)) {
            return new Attempt.Failed(Failure.ofMisbehaviour("sent an encoded body that was not asked for", call));
        }
        ResponseBody body = response.body();
        if (call.method() != HttpCall.Method.HEAD && body.contentLength() > call.bodyBytesMax()) {
            return answered(response, call, new HttpAnswer.Body.TooLong(body.contentLength()));
        }
        Duration before = deadline.remaining();
        Buffer held = new Buffer();
        while (body.source().read(held, CHUNK_BYTES) >= 0) {
            bodyBytes = held.size();
            if (held.size() > call.bodyBytesMax()) {
                return new Attempt.Failed(Failure.ofMisbehaviour(
                        "did not end its answer within " + call.bodyBytesMax() + " bytes", call));
            }
            if (Pace.isTooSlow(held.size(), before.minus(deadline.remaining()))) {
                return new Attempt.Failed(Failure.ofMisbehaviour(
                        "sent its answer slower than " + Pace.BYTES_PER_SECOND_MIN + " bytes a second", call));
            }
        }
        return answered(response, call, new HttpAnswer.Body.Whole(held.readByteArray()));
    }

    private static Attempt answered(Response response, HttpCall call, HttpAnswer.Body body) {
        return new Attempt.Answered(new HttpAnswer(call.address(), response, body));
    }
}
