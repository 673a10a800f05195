package io.github.provenancegate.webhook;

import io.github.provenancegate.verify.Deadline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/// The door before every way in, on the event loop: what is no review is refused by its head alone, and
/// what would be too much before anything of its body is kept; neither takes a thread.
final class ReviewIntake {
    static final String VALIDATE = "/validate";
    static final String WARN = "/warn";
    static final String MUTATE = "/mutate";

    /// JSON, which is UTF-8 (RFC 8259, section 8.1); a parameter may say so.
    private static final Pattern JSON =
            Pattern.compile("application/json\\s*(?:;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?", Pattern.CASE_INSENSITIVE);

    private static final Logger LOG = Logger.getLogger(ReviewIntake.class);

    private static final String ARRIVING = ArrivingReview.class.getName();

    /// Before the framework's own routes.
    private static final int ORDER = -100;

    private static final String TOO_MUCH = "too much is being reviewed";

    /// How long the body of a review that is shed may take, of which nothing is kept: half of what an API
    /// server waits by default, so that it has time to try again.
    private static final Duration PASSING_MAX = Duration.ofSeconds(5);

    /// Many times what a frame takes within a cluster.
    private static final Duration ON_THEIR_WAY_MAX = Duration.ofMillis(250);

    private final Load load;
    private final ReviewMetrics metrics;
    private final Duration reviewMax;
    private final LongSupplier nanoTime;
    private final Tracing tracing;
    private volatile Connections connections = Connections.KEPT;

    private enum Connections {
        KEPT,
        /// The process is about to end: the API server is told to connect elsewhere.
        CLOSED
    }

    ReviewIntake(Load load, ReviewMetrics metrics, Duration reviewMax, LongSupplier nanoTime, Tracing tracing) {
        this.load = load;
        this.metrics = metrics;
        this.reviewMax = reviewMax;
        this.nanoTime = nanoTime;
        this.tracing = tracing;
    }

    /// What was let in with a request; empty when it did not come through this door.
    static Optional<ArrivingReview> arriving(RoutingContext context) {
        return Optional.ofNullable(context.get(ARRIVING));
    }

    /// Lets reviews in at a path.
    void open(Router router, String path) {
        router.route(path).order(ORDER).handler(this::handle).failureHandler(failed -> {
            LOG.error("a defect before a body was read", failed.failure());
            refuse(failed, HttpResponseStatus.TOO_MANY_REQUESTS, "try again");
        });
    }

    /// Lets nobody in at a path that an operator has not asked for.
    void shut(Router router, String path) {
        router.route(path)
                .order(ORDER)
                .handler(context ->
                        refuse(context, HttpResponseStatus.NOT_FOUND, "this path is not served: see --pin-tags"));
    }

    /// From now on each answer closes its connection.
    void drain() {
        connections = Connections.CLOSED;
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!request.method().equals(HttpMethod.POST)) {
            request.response().putHeader(HttpHeaderNames.ALLOW, HttpMethod.POST.name());
            refuse(context, HttpResponseStatus.METHOD_NOT_ALLOWED, "only POST is served here");
        } else if (!JSON.matcher(header(request, HttpHeaderNames.CONTENT_TYPE)).matches()) {
            refuse(context, HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, "the content type is not application/json");
        } else if (!isPlain(header(request, HttpHeaderNames.CONTENT_ENCODING))) {
            refuse(context, HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, "an encoded body is not read");
        } else {
            enter(context, announced(request));
        }
    }

    private void enter(RoutingContext context, long announced) {
        HttpServerRequest request = context.request();
        if (!ArrivingReview.mayHave(announced)) {
            refuse(context, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too long");
            return;
        }
        Optional<Load.Place> place = load.enter(announced);
        if (place.isEmpty()) {
            shed(context);
            return;
        }
        Duration budget = ReviewTime.of(Optional.ofNullable(request.getParam("timeout")), reviewMax);
        ArrivingReview arriving =
                new ArrivingReview(place.get(), Deadline.after(budget, nanoTime), tracing.begin(request.headers()));
        // a millisecond late, so that whoever has not begun to read by then sees for himself that it is too late
        long timer = context.vertx().setTimer(budget.toMillis() + 1, _ -> arriving.giveUp());
        context.addEndHandler(_ -> {
            context.vertx().cancelTimer(timer);
            leave(request, arriving);
        });
        context.put(ARRIVING, arriving);
        switch (connections) {
            case KEPT -> context.next();
            case CLOSED -> endConnection(context);
        }
    }

    /// Also where nobody took the review, its client hung up, or its body was not read to its end.
    private static void leave(HttpServerRequest request, ArrivingReview arriving) {
        arriving.place().leave();
        arriving.span().end();
        if (!arriving.isWhole()) {
            close(request);
        }
    }

    /// A body that nobody reads would keep its connection busy for as long as its sender likes.
    private static void close(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            request.connection().close();
        }
    }

    /// The client is told to begin nothing more on this connection, and is answered what it has begun. Over HTTP/2
    /// reviews may be on their way when it hears that, so the highest stream that there can be is named, and this
    /// review keeps the connection open until they are here (RFC 9113, section 6.8).
    private static void endConnection(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.version() == HttpVersion.HTTP_2) {
            request.connection().goAway(Http2Error.NO_ERROR.code(), Integer.MAX_VALUE);
            context.vertx().setTimer(ON_THEIR_WAY_MAX.toMillis(), _ -> context.next());
        } else {
            closeAfterAnswer(request);
            context.next();
        }
    }

    /// HTTP/2 has no such header (RFC 9113, section 8.2.2): there a stream ends without its connection.
    private static void closeAfterAnswer(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    /// Refuses what another time would be reviewed. Its body is let pass first: a client that is
    /// answered half-way may see a broken connection and not the answer, which bids it try again.
    /// Over HTTP/2 it resets the stream, and many such resets look like an attack, at which the HTTP
    /// layer closes the connection with all reviews on it.
    private void shed(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.isEnded()) {
            refuse(context, HttpResponseStatus.TOO_MANY_REQUESTS, TOO_MUCH);
            return;
        }
        AtomicBoolean open = new AtomicBoolean(true);
        Runnable answer = () -> {
            if (open.getAndSet(false)) {
                refuse(context, HttpResponseStatus.TOO_MANY_REQUESTS, TOO_MUCH);
            }
        };
        AtomicLong passed = new AtomicLong();
        long timer = context.vertx().setTimer(PASSING_MAX.toMillis(), _ -> answer.run());
        request.handler(piece -> {
            if (!ArrivingReview.mayHave(passed.addAndGet(piece.length()))) {
                answer.run();
            }
        });
        request.endHandler(_ -> {
            context.vertx().cancelTimer(timer);
            answer.run();
        });
        request.resume();
    }

    private void refuse(RoutingContext context, HttpResponseStatus status, String why) {
        HttpServerRequest request = context.request();
        metrics.refused(status.code());
        HttpServerResponse response = request.response();
        if (status.equals(HttpResponseStatus.TOO_MANY_REQUESTS)) {
            response.putHeader(HttpHeaderNames.RETRY_AFTER, "1");
        }
        boolean unread = !request.isEnded();
        if (unread) {
            closeAfterAnswer(request); // the body is not waited for
        }
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status.code())
                .putHeader(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(why + "\n")
                .onComplete(_ -> {
                    if (unread) {
                        close(request);
                    }
                });
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
