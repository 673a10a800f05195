package io.github.provenancegate.webhook;

import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.verdict.Verdict;
import io.github.provenancegate.verify.Examination;
import io.github.provenancegate.verify.Observer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Makes spans of what a verification does. A step is told when it has ended, so that its span begins in the
/// past.
final class SpanObserver implements Observer {
    private static final AttributeKey<String> IMAGE = AttributeKey.stringKey("provgate.image");
    private static final AttributeKey<String> DIGEST = AttributeKey.stringKey("provgate.digest");
    private static final AttributeKey<List<String>> VERDICTS = AttributeKey.stringArrayKey("provgate.verdicts");
    private static final AttributeKey<String> MATTER = AttributeKey.stringKey("provgate.matter");
    private static final AttributeKey<String> SOURCE = AttributeKey.stringKey("provgate.source");

    // OpenTelemetry's semantic conventions for HTTP clients
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> HOST = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<Long> BODY_BYTES = AttributeKey.longKey("http.response.body.size");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private static final Pattern NUMBER = Pattern.compile("[0-9]{3}");
    private static final int TEXT_CHARACTERS_MAX = 300;

    private final Tracer tracer;
    private final Context parent;
    private final InstantSource clock;

    /// @param parent of the spans that are made
    SpanObserver(Tracer tracer, Context parent, InstantSource clock) {
        this.tracer = tracer;
        this.parent = parent;
        this.clock = clock;
    }

    @Override
    public Observer examining(ImageReference image) {
        Span span = tracer.spanBuilder("image")
                .setParent(parent)
                .setAttribute(IMAGE, UntrustedText.escape(image.toString(), TEXT_CHARACTERS_MAX))
                .startSpan();
        return new SpanObserver(tracer, Context.root().with(span), clock);
    }

    @Override
    public void examined(List<Examination> answers) {
        Span span = Span.fromContext(parent);
        answers.stream()
                .flatMap(one -> one.judgement().image().stream())
                .findFirst()
                .ifPresent(image -> span.setAttribute(DIGEST, image.digest().toString()));
        span.setAttribute(
                VERDICTS,
                answers.stream().map(one -> words(one.judgement().verdict())).toList());
        span.end();
    }

    private static String words(Verdict verdict) {
        return verdict.status() + " " + verdict.code();
    }

    @Override
    public void stepped(Step step, Duration took) {
        Instant now = clock.instant();
        tracer.spanBuilder(word(step))
                .setParent(parent)
                .setStartTimestamp(now.minus(took))
                .startSpan()
                .end(now);
    }

    @Override
    public void requested(Request request) {
        Instant now = clock.instant();
        Span span = tracer.spanBuilder(request.method())
                .setSpanKind(SpanKind.CLIENT)
                .setParent(parent)
                .setStartTimestamp(now.minus(request.took()))
                .setAttribute(METHOD, request.method())
                .setAttribute(HOST, UntrustedText.escape(request.host(), TEXT_CHARACTERS_MAX))
                .setAttribute(BODY_BYTES, request.bodyBytes())
                .startSpan();
        if (NUMBER.matcher(request.outcome()).matches()) {
            span.setAttribute(STATUS, Long.parseLong(request.outcome()));
        } else {
            span.setAttribute(ERROR, request.outcome());
            span.setStatus(StatusCode.ERROR, request.outcome());
        }
        span.end(now);
    }

    @Override
    public void lookedUp(Matter matter, Source source) {
        Span.fromContext(parent).addEvent("looked up", Attributes.of(MATTER, word(matter), SOURCE, word(source)));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
