package io.github.provenancegate.fake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a bundle says of an image: an in-toto statement as cosign 3 writes it
/// (<https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md>), right until a [StatementDefect] changes
/// one field.
final class Statement {

    static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";
    static final String COSIGN_SIGN = "https://sigstore.dev/cosign/sign/v1";

    final String digestHex;
    String payloadType = PAYLOAD_TYPE;
    String type = "https://in-toto.io/Statement/v1";
    String predicateType = COSIGN_SIGN;
    Object predicate = Map.of();
    final List<Map<String, Object>> subjects = new ArrayList<>();
    String prefix = "";
    String suffix = "";

    Statement(String imageDigest) {
        digestHex = imageDigest.substring(imageDigest.indexOf(':') + 1);
        subjects.add(subject("sha256", digestHex));
    }

    static Map<String, Object> subject(String algorithm, String hex) {
        var subject = new LinkedHashMap<String, Object>();
        subject.put("digest", Map.of(algorithm, hex));
        subject.put("annotations", Map.of());
        return subject;
    }

    byte[] payload() {
        var statement = new LinkedHashMap<String, Object>();
        statement.put("_type", type);
        statement.put("subject", subjects);
        statement.put("predicateType", predicateType);
        statement.put("predicate", predicate);
        String json = CanonicalJson.asGiven(statement);
        return Encoding.utf8(json.substring(0, 1) + prefix + json.substring(1) + suffix);
    }
}
