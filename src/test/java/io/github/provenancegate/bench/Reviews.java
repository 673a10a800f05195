package io.github.provenancegate.bench;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Reviews of Pods as an API server sends them.
final class Reviews {
    private Reviews() {}

    /// The creation of a Pod whose containers all run one image.
    ///
    /// @param variables of each container's environment, of about a hundred bytes each
    static byte[] create(String namespace, String image, int containers, int variables) {
        String environment = IntStream.range(0, variables)
                .mapToObj(i ->
                        "{\"name\":\"SETTING_%05d\",\"value\":\"https://service-%05d.shop.svc.cluster.local/path?query=%05d\"}"
                                .formatted(i, i, i))
                .collect(Collectors.joining(",", "[", "]"));
        String pod = IntStream.range(0, containers)
                .mapToObj(i -> """
                        {"name":"c%d","image":"%s","env":%s,"resources":{"limits":{"memory":"256Mi"}},
                        "terminationMessagePath":"/dev/termination-log","imagePullPolicy":"IfNotPresent",
                        "securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}""".formatted(i, image, environment))
                .collect(Collectors.joining(",", "[", "]"));
        return """
                {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{
                "uid":"705ab4f5-6393-11e8-b7cc-42010a800002",
                "kind":{"group":"","version":"v1","kind":"Pod"},
                "resource":{"group":"","version":"v1","resource":"pods"},
                "requestKind":{"group":"","version":"v1","kind":"Pod"},
                "requestResource":{"group":"","version":"v1","resource":"pods"},
                "name":"web-5d4b8c7f9-x2x7k","namespace":"%1$s","operation":"CREATE",
                "userInfo":{"username":"system:serviceaccount:kube-system:replicaset-controller",
                "groups":["system:serviceaccounts","system:authenticated"]},
                "object":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"web-5d4b8c7f9-x2x7k","namespace":"%1$s",
                "labels":{"app":"web"},"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet",
                "name":"web-5d4b8c7f9","uid":"5f1f0a3e-8c1e-4c39-9a52-0b0a7f8f1a11","controller":true}]},
                "spec":{"containers":%2$s,"restartPolicy":"Always","serviceAccountName":"default"},
                "status":{"phase":"Pending"}},"oldObject":null,"dryRun":false,
                "options":{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1"}}}
                """.formatted(namespace, pod).getBytes(StandardCharsets.UTF_8);
    }
}
