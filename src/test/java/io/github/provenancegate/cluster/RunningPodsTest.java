package io.github.provenancegate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.github.provenancegate.policy.RunningImages.Running;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningPodsTest {
    private static final String A = "@sha256:" + "a".repeat(64);
    private static final String B = "@sha256:" + "b".repeat(64);

    private static List<String> images(String spec, String status) {
        Pod pod = new KubernetesSerialization().unmarshal("""
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: web, namespace: shop}
                        spec: %s
                        status: %s
                        """.formatted(spec, status), Pod.class);
        return RunningPods.imagesOf(pod).stream().map(Running::toString).toList();
    }

    private static String shop(String image) {
        return "Running[namespace=shop, image=" + image + "]";
    }

    @Test
    void aDigestThatThePodNamesIsTakenAsItIs() {
        assertThat(images(
                        "{containers: [{name: a, image: \"cgr.dev/acme/a%1$s\"}, {name: b, image: \"cgr.dev/acme/a%1$s\"}],"
                                        .formatted(A)
                                + " initContainers: [{name: i, image: \"cgr.dev/acme/i" + B + "\"}],"
                                + " ephemeralContainers: [{name: e, image: \"cgr.dev/acme/e" + A + "\"}],"
                                + " volumes: [{name: v, image: {reference: \"cgr.dev/acme/v" + A + "\"}}, {name: w}]}",
                        "{containerStatuses: [{name: a, imageID: \"cgr.dev/acme/a" + B + "\"}]}"))
                .containsExactly(
                        shop("cgr.dev/acme/a" + A),
                        shop("cgr.dev/acme/i" + B),
                        shop("cgr.dev/acme/e" + A),
                        shop("cgr.dev/acme/v" + A));
    }

    @Test
    void ofATagTheDigestIsTakenThatTheStatusTells() {
        assertThat(images(
                        "{containers: [{name: a, image: \"cgr.dev/acme/a:1\"}, {name: b, image: \"cgr.dev/acme/b:1\"}]}",
                        "{containerStatuses: [{name: a, imageID: \"docker-pullable://mirror.example/a" + A + "\"},"
                                + " {name: b, imageID: \"\"}]}"))
                .containsExactly(shop("cgr.dev/acme/a:1" + A));
    }

    @Test
    void whatHasEndedOrMeansNothingIsLeftOut() {
        assertThat(images("{containers: [{name: a, image: \"cgr.dev/acme/a" + A + "\"}]}", "{phase: Succeeded}"))
                .isEmpty();
        assertThat(images(
                        "{containers: [{name: a, image: \"not an image\"}, {name: b}, {name: c, image: c}]}",
                        "{containerStatuses: [{name: c, imageID: \"c@sha512:00\"}]}"))
                .isEmpty();
    }
}
