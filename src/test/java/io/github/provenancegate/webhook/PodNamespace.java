package io.github.provenancegate.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.KubernetesApi;
import io.github.provenancegate.harness.KubernetesApi.Answer;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// A namespace of a real API server, and the few things that tests do there with Pods.
record PodNamespace(ControlPlane plane, String name) {
    /// The controller creates hundreds a second; the limit is for a machine that compiles on the side.
    private static final Duration PODS_MAX = Duration.ofMinutes(2);

    static PodNamespace create(ControlPlane plane, String purpose) {
        return new PodNamespace(plane, plane.createNamespace(purpose));
    }

    String path(String collection) {
        return "/api/v1/namespaces/" + name + "/" + collection;
    }

    private KubernetesApi api() {
        return plane.api();
    }

    /// Creates a Pod with one container.
    Answer run(String pod, String image) {
        return create(pod, "{containers: [{name: app, image: \"" + image + "\"}]}");
    }

    /// Creates a Pod.
    ///
    /// @param spec as YAML in one line
    Answer create(String pod, String spec) {
        return api().create(path("pods"), "{metadata: {name: " + pod + "}, spec: " + spec + "}");
    }

    /// Creates any object of this namespace's `pods`.
    Answer createAs(KubernetesApi user, String yaml) {
        return user.create(path("pods"), yaml);
    }

    Answer patch(String podOrSubresource, String yaml) {
        return api().patch(path("pods/" + podOrSubresource), yaml);
    }

    /// Creates a Deployment with one container.
    Answer deploy(String deployment, String image, int replicas) {
        return api().create("/apis/apps/v1/namespaces/" + name + "/deployments", """
                metadata: {name: %1$s}
                spec:
                  replicas: %3$d
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec: {containers: [{name: app, image: "%2$s"}]}
                """.formatted(
                        deployment, image, replicas));
    }

    /// What a workload, or what it makes, says of the Pod that it could not create, as soon as it does.
    String failedCreate(String workload) {
        return api().awaitItem(
                        "/apis/events.k8s.io/v1/namespaces/" + name + "/events",
                        event -> event.path("reason").asText().equals("FailedCreate")
                                && (event.at("/regarding/name").asText() + "-").startsWith(workload + "-"))
                .path("note")
                .asText();
    }

    /// The first Pod of a workload, as soon as there is one.
    JsonNode podOf(String deployment) {
        return api().awaitItem(
                        path("pods"),
                        pod -> pod.at("/metadata/labels/app").asText().equals(deployment));
    }

    /// Waits until a Deployment has so many Pods.
    void awaitPods(String deployment, int count) {
        Await.until(
                count + " Pods of " + deployment,
                PODS_MAX,
                () -> api().get(path("pods?labelSelector=app%3D" + deployment))
                                .body()
                                .path("items")
                                .size()
                        == count);
    }

    /// What the webhook told the audit log about the creation of a Pod, by key.
    Map<String, String> audited(String pod) {
        JsonNode annotations = plane.auditEvents(
                        event -> event.at("/objectRef/namespace").asText().equals(name)
                                && event.at("/objectRef/name").asText().equals(pod)
                                && event.path("verb").asText().equals("create"))
                .getFirst()
                .path("annotations");
        String prefix = "verify.provenance-gate.github.io/";
        return StreamSupport.stream(((Iterable<String>) annotations::fieldNames).spliterator(), false)
                .filter(key -> key.startsWith(prefix))
                .collect(Collectors.toMap(
                        key -> key.substring(prefix.length()),
                        key -> annotations.path(key).asText()));
    }
}
