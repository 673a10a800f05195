package io.github.provenancegate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLContext;

/// Asks a webhook as an API server does.
final class AdmissionClient implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final ObjectMapper json = new ObjectMapper();
    private final URI webhook;
    private final HttpClient client;

    AdmissionClient(URI webhook, SSLContext trust) {
        this.webhook = webhook;
        this.client = HttpClient.newBuilder().sslContext(trust).build();
    }

    /// The answer to a Pod.
    ///
    /// @param reason the status word of a denial, else empty
    /// @param message of a denial, else empty
    record Answer(boolean allowed, String reason, String message, List<String> warnings) {}

    /// Asks whether a Pod with this one image may be created.
    Answer askAbout(String pod, String image) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(webhook + "?timeout=10s"))
                .timeout(ANSWER_MAX)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(review(pod, image)))
                .build();
        try {
            JsonNode answer = json.readTree(
                    client.send(request, BodyHandlers.ofByteArray()).body());
            JsonNode response = answer.get("response");
            return new Answer(
                    response.get("allowed").asBoolean(),
                    response.at("/status/reason").asText(),
                    response.at("/status/message").asText(),
                    StreamSupport.stream(response.path("warnings").spliterator(), false)
                            .map(JsonNode::asText)
                            .toList());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while the webhook was asked", stopped);
        }
    }

    private byte[] review(String pod, String image) {
        ObjectNode review = json.createObjectNode();
        review.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
        ObjectNode request = review.putObject("request");
        request.put("uid", UUID.randomUUID().toString());
        request.putObject("kind").put("group", "").put("version", "v1").put("kind", "Pod");
        request.putObject("resource").put("group", "").put("version", "v1").put("resource", "pods");
        request.put("name", pod).put("namespace", "default").put("operation", "CREATE");
        request.putObject("userInfo").put("username", "demo").putArray("groups").add("system:authenticated");
        ObjectNode object = request.putObject("object");
        object.put("apiVersion", "v1").put("kind", "Pod");
        object.putObject("metadata").put("name", pod).put("namespace", "default");
        object.putObject("spec")
                .putArray("containers")
                .addObject()
                .put("name", "app")
                .put("image", image);
        try {
            return json.writeValueAsBytes(review);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
