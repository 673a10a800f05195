package io.github.provenancegate.fake;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Signs as cosign 3 does: writes a bundle of version 0.3
/// (<https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto>).
final class BundleSigning {

    private BundleSigning() {}

    /// A bundle with an envelope, as cosign signs an image.
    static BundleSignature sign(SigningRequest request) {
        return sign(request, new Statement(request.imageDigest()));
    }

    /// A bundle with an envelope whose subject has a name.
    static BundleSignature attest(SigningRequest request, String name) {
        var statement = new Statement(request.imageDigest());
        statement.predicateType = "https://virtual.example/attestation/v1";
        statement.predicate = Map.of("name", name);
        statement.subjects.getFirst().put("name", name);
        return sign(request, statement);
    }

    private static BundleSignature sign(SigningRequest request, Statement statement) {
        var signing = new Signing(request);
        request.each(StatementDefect.class).forEach(defect -> defect.spoil(statement));
        byte[] payload = statement.payload();
        byte[] signature = signing.sign(EntryDraft.preAuthenticationEncoding(statement.payloadType, payload));
        var draft =
                signing.draft(request.logging().ofEnvelope(), payload, Optional.of(statement.payloadType), signature);

        var envelope = new LinkedHashMap<String, Object>();
        envelope.put("payload", Encoding.base64(payload));
        envelope.put("payloadType", statement.payloadType);
        envelope.put("signatures", List.of(Map.of("sig", Encoding.base64(signature))));
        Map<String, Object> bundle = bundle(request, signing, draft);
        bundle.put("dsseEnvelope", envelope);
        return finished(request, bundle, statement.predicateType);
    }

    /// A bundle with a message signature, as `cosign sign-blob` writes it.
    static BundleSignature signMessage(SigningRequest request, byte[] message) {
        var signing = new Signing(request);
        byte[] signature = signing.sign(message);
        var draft = signing.draft(request.logging().ofMessage(), message, Optional.empty(), signature);

        var messageDigest = new LinkedHashMap<String, Object>();
        messageDigest.put("algorithm", "SHA2_256");
        messageDigest.put("digest", Encoding.base64(Encoding.sha256(message)));
        var messageSignature = new LinkedHashMap<String, Object>();
        messageSignature.put("messageDigest", messageDigest);
        messageSignature.put("signature", Encoding.base64(signature));
        Map<String, Object> bundle = bundle(request, signing, draft);
        bundle.put("messageSignature", messageSignature);
        return finished(request, bundle, "");
    }

    private static Map<String, Object> bundle(SigningRequest request, Signing signing, EntryDraft draft) {
        byte[] signature = draft.signature;
        var material = new LinkedHashMap<String, Object>();
        material.put(
                "certificate", Map.of("rawBytes", Encoding.base64(signing.leaf().der())));
        if (request.logging() != Logging.NONE) {
            material.put("tlogEntries", List.of(signing.enter(draft).bundled()));
        }
        if (request.isTimestamped()) {
            byte[] response = signing.timestamp(signature, VirtualTimestampAuthority.Certificates.LEFT_OUT);
            material.put(
                    "timestampVerificationData",
                    Map.of("rfc3161Timestamps", List.of(Map.of("signedTimestamp", Encoding.base64(response)))));
        }
        var bundle = new LinkedHashMap<String, Object>();
        bundle.put("mediaType", BundleSignature.MEDIA_TYPE);
        bundle.put("verificationMaterial", material);
        return bundle;
    }

    private static BundleSignature finished(SigningRequest request, Map<String, Object> bundle, String predicateType) {
        String right = CanonicalJson.asGiven(bundle);
        String json = request.each(BundleDefect.class)
                .findAny()
                .map(defect -> defect.spoil(right))
                .orElse(right);
        return new BundleSignature(
                json, request.imageDigest(), predicateType, request.sigstore().soon());
    }
}
