package io.github.provenancegate.fake;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Signs as cosign 1 and 2 do.
final class LegacySigning {

    private LegacySigning() {}

    static LegacySignature sign(SigningRequest request) {
        var signing = new Signing(request);
        var right = new SimpleSigning(request.dockerReference(), request.imageDigest());
        byte[] payload = request.each(PayloadDefect.class)
                .findAny()
                .map(defect -> defect.spoil(right))
                .orElseGet(() -> Encoding.utf8(right.json()));
        byte[] signature = signing.sign(payload);
        Optional<VerifierDefect> verifier = request.each(VerifierDefect.class).findAny();

        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put(LegacySignature.SIGNATURE, Encoding.base64(signature));
        switch (request.logging()) {
            case NONE -> {}
            case REKOR_1 -> {
                var draft = signing.draft(EntryKind.HASHEDREKORD_1, payload, Optional.empty(), signature);
                verifier.ifPresent(defect -> draft.verifierPem = defect.entered(signing.leaf()));
                annotations.put(LegacySignature.BUNDLE, signing.enter(draft).legacyBundle());
            }
            case REKOR_2, REKOR_2_DSSE ->
                throw new IllegalArgumentException("the legacy layout has no place for an entry of Rekor v2");
        }
        verifier.map(defect -> defect.annotated(signing.leaf(), signing.authority()))
                .orElseGet(() -> Optional.of(signing.leaf().pem()))
                .ifPresent(pem -> {
                    annotations.put(LegacySignature.CERTIFICATE, pem);
                    annotations.put(LegacySignature.CHAIN, chain(signing.authority()));
                });
        if (request.isTimestamped()) {
            byte[] response = signing.timestamp(signature, VirtualTimestampAuthority.Certificates.INCLUDED);
            annotations.put(
                    LegacySignature.TIMESTAMP,
                    CanonicalJson.asGiven(Map.of("SignedRFC3161Timestamp", Encoding.base64(response))));
        }
        request.each(LayerDefect.class).forEach(defect -> defect.spoil(annotations));
        byte[] stored = request.each(LayerDefect.class)
                .findAny()
                .map(defect -> defect.spoil(payload))
                .orElse(payload);
        return new LegacySignature(stored, annotations);
    }

    private static String chain(VirtualCertificateAuthority authority) {
        return authority.certificates().stream().map(Leaf::pem).reduce("", String::concat);
    }
}
