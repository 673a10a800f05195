package io.github.provenancegate.fake;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A signature to be made: by whom, of what, how, and with what wrong. Each call gives a new request.
public final class SigningRequest {

    private enum Timestamping {
        NONE,
        RFC_3161
    }

    private final VirtualSigstore sigstore;
    private final Identity identity;
    private final String imageDigest;
    private final String dockerReference;
    private final Timestamping timestamping;
    private final List<Defect> defects;

    private SigningRequest(
            VirtualSigstore sigstore,
            Identity identity,
            String imageDigest,
            String dockerReference,
            Timestamping timestamping,
            List<Defect> defects) {
        this.sigstore = sigstore;
        this.identity = identity;
        this.imageDigest = imageDigest;
        this.dockerReference = dockerReference;
        this.timestamping = timestamping;
        this.defects = defects;
    }

    static SigningRequest of(VirtualSigstore sigstore, Identity identity, String imageDigest) {
        return new SigningRequest(
                sigstore, identity, imageDigest, "cgr.dev/virtual.example/image", Timestamping.NONE, List.of());
    }

    /// Where the payload of a legacy signature says that the image was first signed.
    public SigningRequest inRepository(String repository) {
        return new SigningRequest(sigstore, identity, imageDigest, repository, timestamping, defects);
    }

    /// With the timestamp of a timestamp authority.
    public SigningRequest timestamped() {
        return new SigningRequest(sigstore, identity, imageDigest, dockerReference, Timestamping.RFC_3161, defects);
    }

    /// With this wrong as well.
    public SigningRequest spoiledBy(Defect defect) {
        List<Defect> all = Stream.concat(defects.stream(), Stream.of(defect)).toList();
        return new SigningRequest(sigstore, identity, imageDigest, dockerReference, timestamping, all);
    }

    /// Signs in the layout of cosign 1 and 2.
    public LegacySignature legacy() {
        LeafPlan plan = plan();
        Leaf leaf = plan.authority.issue(plan);
        var right = new SimpleSigning(dockerReference, imageDigest);
        byte[] payload = of(PayloadDefect.class)
                .reduce(Encoding.utf8(right.json()), (_, defect) -> defect.spoil(right), (_, last) -> last);
        byte[] signature = sign(payload, leaf);
        Optional<VerifierDefect> verifier = of(VerifierDefect.class).findAny();

        var draft = new EntryDraft(
                sigstore,
                identity,
                leaf,
                sigstore.rekor1(),
                EntryKind.HASHEDREKORD_1,
                payload,
                Optional.empty(),
                signature);
        draft.verifierPem = verifier.map(defect -> defect.entered(leaf)).orElse(draft.verifierPem);
        LogEntry entry = log(draft);

        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put(LegacySignature.SIGNATURE, Encoding.base64(signature));
        annotations.put(LegacySignature.BUNDLE, entry.legacyBundle());
        verifier.map(defect -> defect.annotated(leaf, plan.authority))
                .orElse(Optional.of(leaf.pem()))
                .ifPresent(pem -> {
                    annotations.put(LegacySignature.CERTIFICATE, pem);
                    annotations.put(LegacySignature.CHAIN, chain(plan.authority));
                });
        if (isTimestamped()) {
            byte[] response = timestamp(signature, leaf, VirtualTimestampAuthority.Certificates.INCLUDED);
            annotations.put(
                    LegacySignature.TIMESTAMP,
                    CanonicalJson.asGiven(Map.of("SignedRFC3161Timestamp", Encoding.base64(response))));
        }
        of(LayerDefect.class).forEach(defect -> defect.spoil(annotations));
        byte[] stored =
                of(LayerDefect.class).reduce(payload, (bytes, defect) -> defect.spoil(bytes), (_, last) -> last);
        return new LegacySignature(stored, annotations);
    }

    private LeafPlan plan() {
        LeafPlan plan = sigstore.plan(identity);
        of(CertificateDefect.class).forEach(defect -> defect.spoil(plan));
        return plan;
    }

    /// Signs until the base64 of the signature ends in padding, where a defect needs spare bits there.
    private byte[] sign(byte[] message, Leaf leaf) {
        byte[] signature;
        do {
            signature = of(SignatureDefect.class)
                    .findAny()
                    .map(defect -> defect.sign(message, leaf.key()))
                    .orElseGet(() -> leaf.key().sign(message));
        } while (defects.contains(LayerDefect.SIGNATURE_BASE64_NOT_CANONICAL)
                && !Base64.getEncoder().encodeToString(signature).endsWith("="));
        return signature;
    }

    private LogEntry log(EntryDraft draft) {
        of(EntryDefect.class).forEach(defect -> defect.spoil(draft));
        LogEntry entry = draft.log.append(draft);
        of(ReceiptDefect.class).forEach(defect -> defect.spoil(entry, sigstore));
        return entry;
    }

    private boolean isTimestamped() {
        return timestamping == Timestamping.RFC_3161
                || defects.contains(LayerDefect.TIMESTAMP_ONLY)
                || of(TimestampDefect.class).findAny().isPresent();
    }

    private byte[] timestamp(byte[] signature, Leaf leaf, VirtualTimestampAuthority.Certificates certificates) {
        return of(TimestampDefect.class)
                .findAny()
                .map(defect -> defect.timestamp(signature, leaf, sigstore, certificates))
                .orElseGet(() -> sigstore.timestampAuthority().timestamp(signature, sigstore.soon(), certificates));
    }

    private static String chain(VirtualCertificateAuthority authority) {
        return authority.certificates().stream().map(Leaf::pem).reduce("", String::concat);
    }

    private <D extends Defect> Stream<D> of(Class<D> kind) {
        return defects.stream().filter(kind::isInstance).map(kind::cast);
    }
}
