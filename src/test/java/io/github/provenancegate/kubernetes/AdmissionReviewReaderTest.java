package io.github.provenancegate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.provenancegate.kubernetes.AdmissionRequest.Caller;
import io.github.provenancegate.kubernetes.AdmissionRequest.Effect;
import io.github.provenancegate.kubernetes.AdmissionRequest.ObjectKind;
import io.github.provenancegate.kubernetes.AdmissionRequest.Operation;
import io.github.provenancegate.kubernetes.NamedImage.Place;
import io.github.provenancegate.kubernetes.ReviewedObject.Owner;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdmissionReviewReaderTest {
    private static final String POD = AdmissionReviews.pod("""
            {"initContainers":[{"name":"side","image":"i/init:1","restartPolicy":"Always"}],
             "containers":[{"image":"i/app:1","name":"app","env":[{"name":"image","value":"x"}]},
                           {"name":"none"}],
             "ephemeralContainers":[{"name":"debug","image":"i/debug:1"}],
             "volumes":[{"name":"data","emptyDir":{}},
                        {"name":"model","image":{"pullPolicy":"Always","reference":"i/model:1"}},
                        {"name":"disk","rbd":{"image":"no-oci-image","monitors":["m"]}}]}""");

    @Test
    void everyImageOfAPodIsNamedWithItsPlace() {
        AdmissionRequest request = AdmissionReviews.read(AdmissionReviews.create(POD));
        assertThat(request.imagesBroughtIn())
                .extracting(NamedImage::place, NamedImage::owner, NamedImage::field, NamedImage::text)
                .containsExactly(
                        tuple(Place.INIT_CONTAINER, Optional.of("side"), "spec.initContainers[0].image", "i/init:1"),
                        tuple(Place.CONTAINER, Optional.of("app"), "spec.containers[0].image", "i/app:1"),
                        tuple(Place.CONTAINER, Optional.of("none"), "spec.containers[1].image", ""),
                        tuple(
                                Place.EPHEMERAL_CONTAINER,
                                Optional.of("debug"),
                                "spec.ephemeralContainers[0].image",
                                "i/debug:1"),
                        tuple(Place.VOLUME, Optional.of("model"), "spec.volumes[1].image.reference", "i/model:1"));
    }

    @Test
    void theRequestIsReadAsFarAsItMatters() {
        AdmissionRequest request = AdmissionReviews.read(AdmissionReviews.create(POD)
                .replace("\"dryRun\":false", "\"dryRun\":true,\"subResource\":\"ephemeralcontainers\"")
                .replace("system:authenticated", "system:nodes"));
        assertThat(request.uid()).isEqualTo(AdmissionReviews.UID);
        assertThat(request.kind()).isEqualTo(new ObjectKind("", "v1", "Pod"));
        assertThat(request.isAboutPod()).isTrue();
        assertThat(request.subResource()).contains("ephemeralcontainers");
        assertThat(request.operation()).isEqualTo(Operation.CREATE);
        assertThat(request.namespace()).contains("shop");
        assertThat(request.name()).contains("web");
        assertThat(request.effect()).isEqualTo(Effect.DRY_RUN);
        assertThat(request.caller()).isEqualTo(Caller.NODE);
        assertThat(request.oldObject()).isEmpty();
    }

    @Test
    void theObjectMayComeBeforeItsKindAndUid() {
        AdmissionRequest request = AdmissionReviews.read("""
                {"request":{"object":{"spec":{"containers":[{"name":"a","image":"x"}]},"kind":"Pod","apiVersion":"v1"},
                 "operation":"CREATE","kind":{"kind":"Pod","version":"v1","group":""},"uid":"u"},
                 "apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}""");
        assertThat(request.uid()).isEqualTo("u");
        assertThat(request.imagesBroughtIn()).extracting(NamedImage::text).containsExactly("x");
        assertThat(request.namespace()).isEmpty();
    }

    @Test
    void onlyTheControllingOwnerIsKept() {
        AdmissionRequest request = AdmissionReviews.read(AdmissionReviews.create("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"web-","ownerReferences":[
                {"apiVersion":"v1","kind":"Node","name":"n","uid":"1","controller":false},
                {"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-1","uid":"2","controller":true}]},"spec":{}}"""));
        assertThat(request.object()).hasValueSatisfying(pod -> {
            assertThat(pod.controller()).contains(new Owner("apps/v1", "ReplicaSet", "web-1", "2"));
            assertThat(pod.generateName()).contains("web-");
        });
    }

    @Test
    void anUpdateBringsInOnlyImagesThatTheSameContainerDidNotHave() {
        String old = AdmissionReviews.pod("""
                {"containers":[{"name":"a","image":"x:1"},{"name":"b","image":"y:1"}],
                 "volumes":[{"name":"v","image":{"reference":"z:1"}}]}""");
        String now = AdmissionReviews.pod("""
                {"containers":[{"name":"b","image":"y:1"},{"name":"a","image":"y:1"}],
                 "ephemeralContainers":[{"name":"b","image":"y:1"}],
                 "volumes":[{"name":"v","image":{"reference":"z:1"}},{"name":"w","image":{"reference":"z:1"}}]}""");
        AdmissionRequest request = AdmissionReviews.read(AdmissionReviews.review("UPDATE", now, old));
        assertThat(request.imagesBroughtIn())
                .extracting(NamedImage::field)
                .containsExactly(
                        "spec.containers[1].image",
                        "spec.ephemeralContainers[0].image",
                        "spec.volumes[1].image.reference");
        assertThat(AdmissionReviews.read(AdmissionReviews.review("UPDATE", old, old))
                        .imagesBroughtIn())
                .isEmpty();
    }

    @Test
    void anUpdateWithoutTheOldObjectBringsInEverything() {
        assertThat(AdmissionReviews.read(AdmissionReviews.review("UPDATE", POD, "null"))
                        .imagesBroughtIn())
                .hasSize(5);
    }

    @Test
    void anImageOfANamelessContainerIsAlwaysNew() {
        String nameless = AdmissionReviews.pod("{\"containers\":[{\"image\":\"x\"}]}");
        assertThat(AdmissionReviews.read(AdmissionReviews.review("UPDATE", nameless, nameless))
                        .imagesBroughtIn())
                .hasSize(1);
    }

    @Test
    void whatANewObjectClaimsToHaveHeldBeforeCountsForNothing() {
        assertThat(AdmissionReviews.read(AdmissionReviews.review("CREATE", POD, POD))
                        .imagesBroughtIn())
                .hasSize(5);
    }

    @Test
    void onlyANodeMayCallAPodAMirror() {
        String mirror = AdmissionReviews.create(POD)
                .replace(
                        "\"metadata\":{",
                        "\"metadata\":{\"annotations\":{\"a\":\"b\",\"kubernetes.io/config.mirror\":\"0f\"},");
        assertThat(AdmissionReviews.read(mirror).isMirrorPod()).isFalse();
        assertThat(AdmissionReviews.read(mirror.replace("system:authenticated", "system:nodes"))
                        .isMirrorPod())
                .isTrue();
        assertThat(AdmissionReviews.read(AdmissionReviews.create(POD).replace("system:authenticated", "system:nodes"))
                        .isMirrorPod())
                .isFalse();
    }

    @Test
    void aListThatIsNotKnownHereButNamesImagesIsTold() {
        AdmissionRequest request = AdmissionReviews.read(AdmissionReviews.create(AdmissionReviews.pod("""
                {"containers":[],"sandboxes":[{"name":"x"},{"image":"y"}],"runners":[{"image":{"reference":"z"}}],
                 "tolerations":[{"key":"image"}],"numbers":[1,[{"image":"x"}]],"counts":[{"image":5}]}""")));
        assertThat(request.object())
                .hasValueSatisfying(pod -> assertThat(pod.unknownLists()).containsExactly("sandboxes", "runners"));
        assertThat(request.imagesBroughtIn()).isEmpty();
    }

    @Test
    void listsThatAreNullHoldNothing() {
        assertThat(AdmissionReviews.read(
                                AdmissionReviews.create(AdmissionReviews.pod("{\"containers\":null,\"volumes\":null}")))
                        .imagesBroughtIn())
                .isEmpty();
    }

    @Test
    void anObjectOfAnotherKindMayHaveASpecOfAnyShape() {
        AdmissionRequest request = AdmissionReviews.read(AdmissionReviews.create("""
                        {"apiVersion":"example.com/v1","kind":"Fleet","spec":{"containers":3,"volumes":[1]}}""")
                .replace(
                        "\"kind\":{\"group\":\"\",\"version\":\"v1\",\"kind\":\"Pod\"},\n\"resource",
                        "\"kind\":{\"group\":\"example.com\",\"version\":\"v1\",\"kind\":\"Fleet\"},\n\"resource"));
        assertThat(request.isAboutPod()).isFalse();
    }

    @Test
    void whatIsDeletedOrConnectedToNeedsNoObject() {
        assertThat(AdmissionReviews.read(AdmissionReviews.review("DELETE", "null", POD))
                        .operation())
                .isEqualTo(Operation.DELETE);
        assertThat(AdmissionReviews.read(AdmissionReviews.review("CONNECT", "{\"kind\":\"PodExecOptions\"}", "null"))
                        .operation())
                .isEqualTo(Operation.CONNECT);
    }
}
