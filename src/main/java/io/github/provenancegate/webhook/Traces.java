package io.github.provenancegate.webhook;

import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.kubernetes.AdmissionRequest;
import io.github.provenancegate.verify.Observer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.vertx.core.MultiMap;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Shows reviews in traces: a span for the review, below it one for each image, below that one for each step
/// and each request to a registry. The trace is the API server's where it sends its own along (`traceparent`).
///
/// What stands in a span is bounded in number and length and is no secret: what the log line says, and hosts,
/// methods and statuses of requests, never their paths or headers.
final class Traces implements Tracing {
    private static final int VALUE_CHARACTERS_MAX = 300;

    private static final TextMapGetter<MultiMap> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(MultiMap headers) {
            return headers.names();
        }

        @Override
        public @Nullable String get(@Nullable MultiMap headers, String key) {
            return headers == null ? null : headers.get(key);
        }
    };

    private final Tracer tracer;
    private final InstantSource clock;

    Traces(Tracer tracer, InstantSource clock) {
        this.tracer = tracer;
        this.clock = clock;
    }

    @Override
    public ReviewSpan begin(MultiMap headers) {
        Context caller = W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS);
        Span span = tracer.spanBuilder("review")
                .setSpanKind(SpanKind.SERVER)
                .setParent(caller)
                .startSpan();
        return span.isRecording() ? new Recorded(span) : ReviewSpan.NONE;
    }

    private final class Recorded implements ReviewSpan {
        private final Span span;

        Recorded(Span span) {
            this.span = span;
        }

        @Override
        public Observer observer(Observer others) {
            return new Both(others, new SpanObserver(tracer, Context.root().with(span), clock));
        }

        @Override
        public void decided(AdmissionRequest request, Reviewed reviewed) {
            ReviewLog.fields(request, reviewed)
                    .forEach((name, value) ->
                            span.setAttribute("provgate." + name, UntrustedText.escape(value, VALUE_CHARACTERS_MAX)));
            if (!reviewed.isDetermined()) {
                span.setStatus(StatusCode.ERROR, "it could not be found out");
            }
        }

        @Override
        public void end() {
            span.end();
        }

        @Override
        public Optional<String> traceId() {
            return Optional.of(span.getSpanContext().getTraceId());
        }
    }
}
