package io.github.provenancegate.fake;

import java.util.Optional;

/// One signing under way: the steps that both layouts share, each with what is wrong about it.
final class Signing {

    private final SigningRequest request;
    private final VirtualSigstore sigstore;
    private final LeafPlan plan;
    private final Leaf leaf;

    Signing(SigningRequest request) {
        this.request = request;
        this.sigstore = request.sigstore();
        plan = sigstore.plan(request.identity());
        request.each(CertificateDefect.class).forEach(defect -> defect.spoil(plan));
        leaf = plan.authority.issue(plan);
    }

    Leaf leaf() {
        return leaf;
    }

    VirtualCertificateAuthority authority() {
        return plan.authority;
    }

    /// Signs until the base64 of the signature ends in padding, where a defect needs spare bits there.
    byte[] sign(byte[] message) {
        boolean padded = request.has(LayerDefect.SIGNATURE_BASE64_NOT_CANONICAL)
                || request.has(BundleDefect.SIGNATURE_BASE64_NOT_CANONICAL);
        byte[] signature;
        do {
            signature = request.each(SignatureDefect.class)
                    .findAny()
                    .map(defect -> defect.sign(message, leaf.key()))
                    .orElseGet(() -> leaf.key().sign(message));
        } while (padded && signature.length % 3 == 0);
        return signature;
    }

    /// @param payloadType of a DSSE envelope; empty where the payload itself was signed
    EntryDraft draft(EntryKind kind, byte[] payload, Optional<String> payloadType, byte[] signature) {
        return new EntryDraft(
                sigstore, request.identity(), leaf, log(request.logging()), kind, payload, payloadType, signature);
    }

    LogEntry enter(EntryDraft draft) {
        request.each(EntryDefect.class).forEach(defect -> defect.spoil(draft));
        LogEntry entry = draft.log.append(draft);
        request.each(ReceiptDefect.class).forEach(defect -> defect.spoil(entry, sigstore));
        request.each(ProofDefect.class).forEach(defect -> defect.spoil(entry, draft.log, sigstore));
        return entry;
    }

    byte[] timestamp(byte[] signature, VirtualTimestampAuthority.Certificates certificates) {
        return request.each(TimestampDefect.class)
                .findAny()
                .map(defect -> defect.timestamp(signature, leaf, sigstore, certificates))
                .orElseGet(() -> sigstore.timestampAuthority().timestamp(signature, sigstore.soon(), certificates));
    }

    private VirtualRekor log(Logging logging) {
        return switch (logging) {
            case NONE, REKOR_1 -> sigstore.rekor1();
            case REKOR_2, REKOR_2_DSSE -> sigstore.rekor2();
        };
    }
}
