package io.github.provenancegate.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The API server as one of its users sees it, answers uninterpreted: faster than kubectl, and shows
/// `details.causes`.
public final class KubernetesApi {
    /// The API server lets a webhook take 30 s; above that something hangs.
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    /// A controller acts within seconds; the limit is for a machine that compiles on the side.
    private static final Duration CONTROLLER_MAX = Duration.ofSeconds(60);

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private final URI server;
    private final HttpClient client;
    private final List<String> identity;

    /// The administrator.
    KubernetesApi(URI server, HttpClient client, String token) {
        this(server, client, List.of("Authorization", "Bearer " + token));
    }

    private KubernetesApi(URI server, HttpClient client, List<String> identity) {
        this.server = server;
        this.client = client;
        this.identity = List.copyOf(identity);
    }

    /// The same API server as another user, whom the administrator impersonates.
    ///
    /// Who is not in `system:masters` may do only what RBAC allows.
    public KubernetesApi as(String user, String... groups) {
        var headers = new ArrayList<>(identity);
        headers.addAll(List.of("Impersonate-User", user));
        for (var group : groups) {
            headers.addAll(List.of("Impersonate-Group", group));
        }
        return new KubernetesApi(server, client, headers);
    }

    /// One answer of the API server.
    ///
    /// @param code the HTTP status; a denial of ours is 403
    /// @param body the object, or a `Status`
    /// @param warnings the `Warning` headers as they came, such as `299 - "text"`
    public record Answer(int code, JsonNode body, List<String> warnings) {
        public Answer {
            warnings = List.copyOf(warnings);
        }

        /// `Status.reason`, such as `NO_SIG`; empty if the body is no `Status`.
        public String reason() {
            return body.path("reason").asText();
        }

        /// `Status.message`; empty if the body is no `Status`.
        public String message() {
            return body.path("message").asText();
        }

        /// This answer, if the API server did what was asked.
        ///
        /// @throws AssertionError with the answer, otherwise
        public Answer expectSuccess() {
            if (code >= 300) {
                throw new AssertionError(code + ": " + body);
            }
            return this;
        }
    }

    /// Creates an object.
    ///
    /// @param path of the collection, such as `/api/v1/namespaces/default/pods`, with `?dryRun=All` if so wanted
    /// @param yaml the object as YAML or JSON
    public Answer create(String path, String yaml) {
        return send(request(path).header("Content-Type", "application/json"), "POST", json(yaml));
    }

    /// Whether the API server answers, and says that it is ready.
    boolean isReady() {
        try {
            return get("/readyz").code() == 200;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    /// Creates an object from JSON that is sent as it is, for those who count time.
    ///
    /// @return the HTTP status
    public int createAsIs(String path, byte[] json) {
        var request = request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofByteArray(json));
        try {
            return client.send(request.build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the API server was asked", e);
        }
    }

    /// Replaces an object or a subresource.
    public Answer replace(String path, String yaml) {
        return send(request(path).header("Content-Type", "application/json"), "PUT", json(yaml));
    }

    /// Changes parts of an object or a subresource (strategic merge patch, as `kubectl debug` and `set image`
    /// use).
    public Answer patch(String path, String yaml) {
        return send(
                request(path).header("Content-Type", "application/strategic-merge-patch+json"), "PATCH", json(yaml));
    }

    public Answer get(String path) {
        return send(request(path), "GET", BodyPublishers.noBody());
    }

    /// Deletes an object at once: with a grace period a Pod would wait for a kubelet that is not there.
    public Answer delete(String path) {
        return send(request(path + "?gracePeriodSeconds=0"), "DELETE", BodyPublishers.noBody());
    }

    /// The first item of a collection that matches, as soon as there is one: what controllers make takes its
    /// time.
    ///
    /// @param path such as `/apis/events.k8s.io/v1/namespaces/default/events`
    public JsonNode awaitItem(String path, Predicate<JsonNode> matching) {
        return Await.value(
                "an item of " + path,
                CONTROLLER_MAX,
                () -> items(path).filter(matching).findFirst());
    }

    private Stream<JsonNode> items(String path) {
        return StreamSupport.stream(
                get(path).expectSuccess().body().path("items").spliterator(), false);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .timeout(ANSWER_MAX)
                .headers(identity.toArray(String[]::new));
    }

    private Answer send(HttpRequest.Builder request, String method, BodyPublisher body) {
        try {
            var response = client.send(request.method(method, body).build(), BodyHandlers.ofString());
            var json = response.headers()
                    .firstValue("Content-Type")
                    .filter(type -> type.startsWith("application/json"))
                    .isPresent();
            return new Answer(
                    response.statusCode(),
                    json
                            ? JSON.readTree(response.body())
                            : JSON.getNodeFactory().textNode(response.body()),
                    response.headers().allValues("Warning"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the API server was asked", e);
        }
    }

    private static BodyPublisher json(String yaml) {
        try {
            return BodyPublishers.ofString(YAML.readTree(yaml).toString());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
