package io.github.provenancegate.fake;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is about to be entered into a log: the truth, until an [EntryDefect] changes one field.
final class EntryDraft {

    final VirtualSigstore sigstore;
    final Identity identity;
    final Leaf leaf;

    VirtualRekor log;
    EntryKind kind;
    byte[] payload;
    Optional<String> payloadType;
    byte[] signature;
    byte[] certificate;
    String verifierPem;
    String keyDetails;
    Instant integratedTime;

    /// @param payloadType of a DSSE envelope; empty where the payload itself was signed
    EntryDraft(
            VirtualSigstore sigstore,
            Identity identity,
            Leaf leaf,
            VirtualRekor log,
            EntryKind kind,
            byte[] payload,
            Optional<String> payloadType,
            byte[] signature) {
        this.sigstore = sigstore;
        this.identity = identity;
        this.leaf = leaf;
        this.log = log;
        this.kind = kind;
        this.payload = payload;
        this.payloadType = payloadType;
        this.signature = signature;
        this.certificate = leaf.der();
        this.verifierPem = leaf.pem();
        this.keyDetails = leaf.key().algorithm().keyDetails();
        this.integratedTime = sigstore.soon();
    }

    /// The bytes that the signature is over.
    byte[] signedBytes() {
        return payloadType.map(type -> preAuthenticationEncoding(type, payload)).orElse(payload);
    }

    /// The envelope as cosign hands it to Rekor v1, which remembers its hash.
    String envelopeJson() {
        var envelope = new LinkedHashMap<String, Object>();
        envelope.put("payload", Encoding.base64(payload));
        envelope.put("payloadType", payloadType.orElseThrow());
        envelope.put("signatures", List.of(Map.of("sig", Encoding.base64(signature))));
        return CanonicalJson.asGiven(envelope);
    }

    /// DSSE's PAE (<https://github.com/secure-systems-lab/dsse/blob/master/protocol.md>): lengths count bytes.
    static byte[] preAuthenticationEncoding(String type, byte[] payload) {
        byte[] typeBytes = Encoding.utf8(type);
        return Encoding.concat(
                Encoding.utf8("DSSEv1 " + typeBytes.length + " "),
                typeBytes,
                Encoding.utf8(" " + payload.length + " "),
                payload);
    }
}
