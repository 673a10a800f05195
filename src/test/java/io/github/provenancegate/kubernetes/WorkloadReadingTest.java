package io.github.provenancegate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.provenancegate.kubernetes.NamedImage.Place;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pod templates where each kind holds them.
class WorkloadReadingTest {
    private static final String PODS = """
            {"imagePullSecrets":[{"name":"pull"}],"initContainers":[{"name":"i","image":"init:1"}],
             "containers":[{"name":"a","image":"%s"}],"volumes":[{"name":"v","image":{"reference":"model:1"}}],
             "sandboxes":[{"image":"x"}]}""";

    @ParameterizedTest
    @CsvSource({
        "apps/v1, Deployment, spec.template.spec",
        "apps/v1, StatefulSet, spec.template.spec",
        "apps/v1, DaemonSet, spec.template.spec",
        "apps/v1, ReplicaSet, spec.template.spec",
        "v1, ReplicationController, spec.template.spec",
        "batch/v1, Job, spec.template.spec",
        "batch/v1, CronJob, spec.jobTemplate.spec.template.spec",
        "v1, PodTemplate, template.spec"
    })
    void eachKindsTemplateIsRead(String apiVersion, String kind, String path) {
        AdmissionRequest request = create(apiVersion, kind, nested(path, PODS.formatted("app:1")));

        assertThat(request.isAboutWorkload()).isTrue();
        assertThat(request.isAboutPod()).isFalse();
        assertThat(request.imagesBroughtIn())
                .extracting(NamedImage::place, NamedImage::owner, NamedImage::field, NamedImage::text)
                .containsExactly(
                        tuple(Place.INIT_CONTAINER, Optional.of("i"), path + ".initContainers[0].image", "init:1"),
                        tuple(Place.CONTAINER, Optional.of("a"), path + ".containers[0].image", "app:1"),
                        tuple(Place.VOLUME, Optional.of("v"), path + ".volumes[0].image.reference", "model:1"));
        assertThat(request.object()).hasValueSatisfying(object -> {
            assertThat(object.pullSecrets()).containsExactly("pull");
            assertThat(object.unknownLists()).containsExactly("sandboxes");
            assertThat(object.fault()).isEmpty();
        });
    }

    @Test
    void anUpdateBringsInOnlyWhatChanged() {
        String old = nested("spec.template.spec", PODS.formatted("app:1"));
        String now = nested("spec.template.spec", PODS.formatted("app:2"));
        assertThat(request("UPDATE", "apps/v1", "Deployment", now, old).imagesBroughtIn())
                .extracting(NamedImage::text)
                .containsExactly("app:2");
        assertThat(request("UPDATE", "apps/v1", "Deployment", now, now).imagesBroughtIn())
                .isEmpty();
    }

    @Test
    void otherVersionsAndKindsAreNoWorkloads() {
        String template = nested("spec.template.spec", PODS.formatted("app:1"));
        for (AdmissionRequest request : new AdmissionRequest[] {
            create("apps/v2", "Deployment", template),
            create("example.com/v1", "Deployment", template),
            create("apps/v1", "Fleet", template)
        }) {
            assertThat(request.isAboutWorkload()).isFalse();
            assertThat(request.imagesBroughtIn()).isEmpty();
        }
    }

    @Test
    void aTemplateInAPodIsNobodysPod() {
        AdmissionRequest request = create("v1", "Pod", """
                "spec":{"containers":[{"name":"a","image":"app:1"}],
                "template":{"spec":{"containers":[{"name":"b","image":"other:1"}]}}}""");
        assertThat(request.imagesBroughtIn()).extracting(NamedImage::text).containsExactly("app:1");
    }

    @Test
    void aTemplateThatIsNoneIsAFaultOfTheWorkload() {
        assertThat(fault("\"spec\":{}")).contains("spec.template.spec is missing");
        assertThat(fault("\"spec\":[{\"template\":{}}]")).contains("spec.template.spec is missing");
        assertThat(fault("\"spec\":{\"template\":[1]}")).contains("spec.template.spec is missing");
        assertThat(fault("\"spec\":{\"template\":{\"spec\":[[1],2]}}")).contains("spec.template.spec is no object");
        assertThat(fault("\"spec\":{\"template\":{\"spec\":{\"containers\":{\"a\":[]}}}}"))
                .contains("spec.template.spec.containers is no list");
    }

    private static Optional<String> fault(String content) {
        return create("apps/v1", "Deployment", content).object().flatMap(ReviewedObject::fault);
    }

    /// `"spec":{"template":{"spec":…}}` for `spec.template.spec`.
    private static String nested(String path, String value) {
        String nested = value;
        for (String field : List.of(path.split("\\.", -1)).reversed()) {
            nested = "{\"" + field + "\":" + nested + "}";
        }
        return nested.substring(1, nested.length() - 1);
    }

    private static AdmissionRequest create(String apiVersion, String kind, String content) {
        return request("CREATE", apiVersion, kind, content, "");
    }

    private static AdmissionRequest request(
            String operation, String apiVersion, String kind, String content, String oldContent) {
        String object =
                "{\"metadata\":{\"name\":\"web\"},%s,\"kind\":\"" + kind + "\",\"apiVersion\":\"" + apiVersion + "\"}";
        int slash = apiVersion.indexOf('/');
        return AdmissionReviews.read(AdmissionReviews.review(
                        operation,
                        object.formatted(content),
                        oldContent.isEmpty() ? "null" : object.formatted(oldContent))
                .replaceFirst(
                        "\"kind\":\\{[^}]*}",
                        "\"kind\":{\"group\":\"" + apiVersion.substring(0, Math.max(0, slash)) + "\",\"version\":\""
                                + apiVersion.substring(slash + 1) + "\",\"kind\":\"" + kind + "\"}"));
    }
}
