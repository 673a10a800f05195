package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.harness.Await;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// What a collector is sent by the packaged webhook.
@TestInstance(Lifecycle.PER_CLASS)
class TracesIT {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";

    /// Spans are sent in batches, every five seconds.
    private static final Duration SENT_MAX = Duration.ofSeconds(60);

    private final OtlpReceiver collector = new OtlpReceiver();
    private final ServedImages served;

    TracesIT(@TempDir Path folder) throws IOException {
        served = new ServedImages(folder, "--otlp-endpoint", collector.url());
    }

    @AfterAll
    void close() {
        served.close();
        collector.close();
    }

    @Test
    void aReviewIsATraceOfItsImagesStepsAndRequestsUnderTheCallersOwn() throws Exception {
        served.registry().forgetRequests();
        served.post("/validate", Reviews.create(served.bad()), "traceparent", "00-" + TRACE + "-" + CALLER + "-01");
        Span review = await("review", TRACE);
        Span image = await("image", TRACE);
        List<Span> below = childrenOf(image);

        assertThat(hex(review.getParentSpanId().toByteArray())).isEqualTo(CALLER);
        assertThat(review.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(attributes(review))
                .containsEntry("provgate.decision", "deny")
                .containsEntry("provgate.status", "NO_SIG")
                .containsEntry("provgate.reason", "UNSIGNED")
                .containsEntry("provgate.policy", "acme")
                .containsEntry("provgate.image", served.bad())
                .containsEntry("provgate.namespace", "shop");
        assertThat(image.getParentSpanId()).isEqualTo(review.getSpanId());
        assertThat(attributes(image))
                .containsEntry("provgate.image", served.bad())
                .containsEntry("provgate.digest", served.bad().replaceFirst(".*@", ""))
                .containsEntry("provgate.verdicts", "[NO_SIG UNSIGNED]");
        assertThat(below).extracting(Span::getName).contains("manifest", "base_claim", "signatures", "GET");
        assertThat(below)
                .filteredOn(span -> span.getName().equals("GET"))
                .hasSize(served.registry().requests().size())
                .allSatisfy(span -> assertThat(attributes(span))
                        .containsEntry("server.address", served.registry().host())
                        .containsKeys("http.response.status_code", "http.response.body.size")
                        .containsOnlyKeys(
                                "http.request.method",
                                "server.address",
                                "http.response.status_code",
                                "http.response.body.size"));
        assertThat(below).allSatisfy(span -> {
            assertThat(span.getStartTimeUnixNano()).isLessThanOrEqualTo(span.getEndTimeUnixNano());
            assertThat(span.getEndTimeUnixNano()).isLessThan(review.getEndTimeUnixNano() + 1_000_000_000L);
        });
        assertThat(served.webhook().log()).contains("\"traceId\":\"" + TRACE + "\"");
        assertThat(collector.paths()).containsExactly("/v1/traces");
    }

    @Test
    void aReviewThatTheCallerDoesNotSampleLeavesNoSpan() throws Exception {
        String unsampled = "1".repeat(32);
        String sampled = "2".repeat(32);
        served.post(
                "/validate", Reviews.create(served.good()), "traceparent", "00-" + unsampled + "-" + CALLER + "-00");
        served.post("/validate", Reviews.create(served.good()), "traceparent", "00-" + sampled + "-" + CALLER + "-01");

        await("review", sampled);
        assertThat(collector.spans())
                .noneMatch(span -> hex(span.getTraceId().toByteArray()).equals(unsampled));
    }

    @Test
    void aReviewWithoutACallersTraceHasOneOfItsOwn() throws Exception {
        served.post("/warn", Reviews.create(served.good()), "traceparent", "no trace at all");

        Await.until(
                "a span of an advice",
                SENT_MAX,
                () -> collector.spans().stream()
                        .anyMatch(span -> span.getName().equals("review")
                                && span.getParentSpanId().isEmpty()));
    }

    private Span await(String name, String trace) {
        Await.until("the span " + name, SENT_MAX, () -> find(name, trace).isPresent());
        return find(name, trace).orElseThrow();
    }

    private Optional<Span> find(String name, String trace) {
        return collector.spans().stream()
                .filter(span -> span.getName().equals(name)
                        && hex(span.getTraceId().toByteArray()).equals(trace))
                .findFirst();
    }

    private List<Span> childrenOf(Span parent) {
        return collector.spans().stream()
                .filter(span -> span.getParentSpanId().equals(parent.getSpanId()))
                .toList();
    }

    private static Map<String, String> attributes(Span span) {
        return span.getAttributesList().stream()
                .collect(Collectors.toMap(KeyValue::getKey, attribute -> text(attribute.getValue())));
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> String.valueOf(value.getIntValue());
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .map(TracesIT::text)
                        .toList()
                        .toString();
            default -> value.toString();
        };
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
