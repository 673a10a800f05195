package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AnswerWriter;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.webhook.Reviewer.Reply;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/// `POST /validate` on the event loop: refuses what is no review by its head alone, takes the body in piece by
/// piece within the limits of one body, of all bodies and of time, and leaves the rest to a thread that may
/// block.
final class ValidateRoute {
    static final String PATH = "/validate";

    /// JSON, which is UTF-8 (RFC 8259, section 8.1); a parameter may say so.
    private static final Pattern JSON =
            Pattern.compile("application/json\\s*(?:;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?", Pattern.CASE_INSENSITIVE);

    private static final Logger LOG = Logger.getLogger(ValidateRoute.class);

    private final Reviewer reviewer;
    private final Load load;
    private final ReviewMetrics metrics;
    private final Executor executor;
    private final Duration reviewMax;
    private final LongSupplier nanoTime;
    private volatile Connections connections = Connections.KEPT;

    private enum Connections {
        KEPT,
        /// The process is about to end: the API server is told to connect elsewhere.
        CLOSED
    }

    ValidateRoute(
            Reviewer reviewer,
            Load load,
            ReviewMetrics metrics,
            Executor executor,
            Duration reviewMax,
            LongSupplier nanoTime) {
        this.reviewer = reviewer;
        this.load = load;
        this.metrics = metrics;
        this.executor = executor;
        this.reviewMax = reviewMax;
        this.nanoTime = nanoTime;
    }

    void addTo(Router router) {
        router.route(PATH).handler(this::handle).failureHandler(failed -> {
            LOG.error("a defect before a body was read", failed.failure());
            refuse(failed.request(), HttpResponseStatus.TOO_MANY_REQUESTS, "try again");
        });
    }

    /// From now on each answer closes its connection.
    void drain() {
        connections = Connections.CLOSED;
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!request.method().equals(HttpMethod.POST)) {
            request.response().putHeader(HttpHeaderNames.ALLOW, HttpMethod.POST.name());
            refuse(request, HttpResponseStatus.METHOD_NOT_ALLOWED, "only POST is served here");
        } else if (!JSON.matcher(header(request, HttpHeaderNames.CONTENT_TYPE)).matches()) {
            refuse(request, HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, "the content type is not application/json");
        } else if (!isPlain(header(request, HttpHeaderNames.CONTENT_ENCODING))) {
            refuse(request, HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, "an encoded body is not read");
        } else {
            enter(context, announced(request));
        }
    }

    private void enter(RoutingContext context, long announced) {
        HttpServerRequest request = context.request();
        if (!RequestBody.mayHave(announced)) {
            refuse(request, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too long");
            return;
        }
        Optional<Load.Place> place = load.enter(announced);
        if (place.isEmpty()) {
            refuse(request, HttpResponseStatus.TOO_MANY_REQUESTS, "too much is being reviewed");
            return;
        }
        Duration budget = ReviewTime.of(Optional.ofNullable(request.getParam("timeout")), reviewMax);
        new Arrival(context, place.get(), new RequestBody((int) announced), Deadline.after(budget, nanoTime)).begin();
    }

    /// One body on its way in; everything but [#answer] runs on the event loop of its connection.
    private final class Arrival {
        private final HttpServerRequest request;
        private final Context eventLoop;
        private final Load.Place place;
        private final RequestBody body;
        private final Deadline deadline;
        private long timer;
        private boolean over;

        private Arrival(RoutingContext context, Load.Place place, RequestBody body, Deadline deadline) {
            this.request = context.request();
            this.eventLoop = context.vertx().getOrCreateContext();
            this.place = place;
            this.body = body;
            this.deadline = deadline;
        }

        private void begin() {
            timer = eventLoop
                    .owner()
                    .setTimer(
                            Math.max(1, deadline.remaining().toMillis()),
                            _ -> end(HttpResponseStatus.REQUEST_TIMEOUT, "the body did not arrive in time"));
            request.handler(this::take);
            request.exceptionHandler(_ -> end(HttpResponseStatus.BAD_REQUEST, "the body broke off"));
            request.endHandler(_ -> complete());
        }

        private void take(Buffer chunk) {
            if (over) {
                return;
            }
            long bytes = (long) body.length() + chunk.length();
            if (!RequestBody.mayHave(bytes)) {
                end(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too long");
                return;
            }
            switch (place.hold(bytes)) {
                case FITS -> body.add(chunk);
                case TOO_MUCH -> end(HttpResponseStatus.TOO_MANY_REQUESTS, "too much is being reviewed");
            }
        }

        private void end(HttpResponseStatus status, String why) {
            if (!over) {
                close();
                place.leave();
                refuse(request, status, why);
            }
        }

        private void complete() {
            if (!over) {
                close();
                try {
                    executor.execute(this::answer);
                } catch (RuntimeException refused) {
                    place.leave();
                    LOG.error("no thread takes the review", refused);
                    refuse(request, HttpResponseStatus.TOO_MANY_REQUESTS, "too much is being reviewed");
                }
            }
        }

        private void close() {
            over = true;
            eventLoop.owner().cancelTimer(timer);
        }

        private void answer() {
            try {
                switch (reviewer.review(body.whole(), deadline)) {
                    case Reply.Malformed(String why) ->
                        eventLoop.runOnContext(_ -> refuse(request, HttpResponseStatus.BAD_REQUEST, why));
                    case Reply.Decided(var answer) -> {
                        Buffer json = Buffer.buffer(AnswerWriter.write(answer));
                        eventLoop.runOnContext(_ -> respond(request, HttpResponseStatus.OK, "application/json", json));
                    }
                }
            } finally {
                place.leave();
            }
        }
    }

    private void refuse(HttpServerRequest request, HttpResponseStatus status, String why) {
        metrics.refused(status.code());
        HttpServerResponse response = request.response();
        if (status.equals(HttpResponseStatus.TOO_MANY_REQUESTS)) {
            response.putHeader(HttpHeaderNames.RETRY_AFTER, "1");
        }
        respond(request, status, "text/plain; charset=utf-8", Buffer.buffer(why + "\n"));
    }

    private void respond(HttpServerRequest request, HttpResponseStatus status, String type, Buffer body) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (isLast(request)) {
            closeAfter(request);
        }
        response.setStatusCode(status.code())
                .putHeader(HttpHeaderNames.CONTENT_TYPE, type)
                .end(body);
    }

    /// Whether nothing more is wanted from this connection: the rest of a body that nobody will read, or
    /// requests that another process should take.
    private boolean isLast(HttpServerRequest request) {
        return switch (connections) {
            case KEPT -> !request.isEnded() && isHttp1(request);
            case CLOSED -> true;
        };
    }

    private static void closeAfter(HttpServerRequest request) {
        if (isHttp1(request)) {
            request.response()
                    .putHeader(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                    .endHandler(_ -> request.connection().close());
        } else {
            // HTTP/2 knows no such header (RFC 9113, section 8.2.2), but a farewell to the whole connection
            request.response().endHandler(_ -> request.connection().shutdown());
        }
    }

    private static boolean isHttp1(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_2;
    }

    private static boolean isPlain(String encoding) {
        return encoding.isEmpty() || encoding.equalsIgnoreCase("identity");
    }

    private static String header(HttpServerRequest request, CharSequence name) {
        return Optional.ofNullable(request.getHeader(name)).orElse("").strip();
    }

    /// The announced length; the HTTP layer has refused what is no number.
    private static long announced(HttpServerRequest request) {
        String length = header(request, HttpHeaderNames.CONTENT_LENGTH);
        return length.isEmpty() ? 0 : Long.parseLong(length);
    }
}
