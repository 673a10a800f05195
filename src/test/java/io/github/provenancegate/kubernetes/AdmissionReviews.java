package io.github.provenancegate.kubernetes;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Reviews as an API server sends them, for tests to spoil.
final class AdmissionReviews {
    static final String UID = "705ab4f5-6393-11e8-b7cc-42010a800002";

    private AdmissionReviews() {}

    /// A review about a Pod; `{}` of `object` is the Pod's JSON.
    static String review(String operation, String object, String oldObject) {
        return """
                {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{
                "uid":"%s",
                "kind":{"group":"","version":"v1","kind":"Pod"},
                "resource":{"group":"","version":"v1","resource":"pods"},
                "requestKind":{"group":"","version":"v1","kind":"Pod"},
                "name":"web","namespace":"shop","operation":"%s",
                "userInfo":{"username":"alice","groups":["system:authenticated"]},
                "object":%s,"oldObject":%s,"dryRun":false,
                "options":{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1"}}}
                """.formatted(UID, operation, object, oldObject);
    }

    static String create(String object) {
        return review("CREATE", object, "null");
    }

    static String pod(String spec) {
        return """
                {"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","namespace":"shop"},"spec":%s,
                "status":{"phase":"Pending"}}""".formatted(spec);
    }

    /// A Pod of so many containers, all of one image.
    static String podOf(int containers, String image) {
        return pod(IntStream.range(0, containers)
                .mapToObj(i -> "{\"name\":\"c%d\",\"image\":\"%s\"}".formatted(i, image))
                .collect(Collectors.joining(",", "{\"containers\":[", "]}")));
    }

    static AdmissionRequest read(String review) {
        return AdmissionReviewReader.read(review.getBytes(StandardCharsets.UTF_8));
    }
}
