package io.github.provenancegate.fake;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a legacy signature says (<https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md>), written as
/// cosign writes it.
record SimpleSigning(String dockerReference, String imageDigest) {

    static final String TYPE = "cosign container image signature";

    String json() {
        var critical = new LinkedHashMap<String, Object>();
        critical.put("identity", Map.of("docker-reference", dockerReference));
        critical.put("image", Map.of("docker-manifest-digest", imageDigest));
        critical.put("type", TYPE);
        var payload = new LinkedHashMap<String, Object>();
        payload.put("critical", critical);
        payload.put("optional", null);
        return CanonicalJson.asGiven(payload);
    }
}
