package io.github.provenancegate.sigstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.verify.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One of the genuine legacy signatures of Chainguard's public images, or a spoiled copy of one.
public record GenuineSignature(
        Digest image, Signer signer, String payload, String signature, String certificate, String logEntry) {
    private static final String GITHUB = "https://token.actions.githubusercontent.com";

    /// Each of them, or a skipped test where the folder that holds them is absent.
    public static List<GenuineSignature> all() {
        try {
            List<GenuineSignature> all = new ArrayList<>();
            for (JsonNode entry : new ObjectMapper().readTree(Vectors.read("chainguard-legacy-signatures.json"))) {
                JsonNode annotations = entry.get("annotations");
                all.add(new GenuineSignature(
                        Digest.parse(entry.get("image_digest").textValue()),
                        new Signer(GITHUB, entry.get("identity").textValue()),
                        entry.get("payload").textValue(),
                        annotations.get("dev.cosignproject.cosign/signature").textValue(),
                        annotations.get("dev.sigstore.cosign/certificate").textValue(),
                        annotations.get("dev.sigstore.cosign/bundle").textValue()));
            }
            return all;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Those of a private Sigstore that are the only one of their manifest; not all of them hold.
    static List<GenuineSignature> ofARealSigstore() {
        return GenuineChains.ofARealSigstore().stream()
                .filter(chain -> chain.documents().contains(Exhibit.Document.PAYLOAD))
                .flatMap(chain ->
                        LegacyManifest.parse(chain.content(Exhibit.Document.SIGNATURE_MANIFEST)).candidates().stream()
                                .filter(candidate -> candidate.claimedSigner().isPresent())
                                .map(candidate -> new GenuineSignature(
                                        chain.image(),
                                        candidate.claimedSigner().orElseThrow(),
                                        new String(chain.content(Exhibit.Document.PAYLOAD), StandardCharsets.UTF_8),
                                        candidate.signature().orElse(""),
                                        candidate.certificate().orElse(""),
                                        candidate.logEntry().orElse(""))))
                .toList();
    }

    public byte[] payloadBytes() {
        return payload.getBytes(StandardCharsets.UTF_8);
    }

    GenuineSignature withPayload(String other) {
        return new GenuineSignature(image, signer, other, signature, certificate, logEntry);
    }

    GenuineSignature withSignature(String other) {
        return new GenuineSignature(image, signer, payload, other, certificate, logEntry);
    }

    GenuineSignature withCertificate(String other) {
        return new GenuineSignature(image, signer, payload, signature, other, logEntry);
    }

    GenuineSignature withLogEntry(String other) {
        return new GenuineSignature(image, signer, payload, signature, certificate, other);
    }

    /// The member of the log entry, one of `SignedEntryTimestamp` and those of `Payload`.
    String logged(String member) {
        try {
            return new ObjectMapper().readTree(logEntry).findValue(member).asText();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// The layer as it stands in a `.sig` manifest.
    public ObjectNode layer() {
        ObjectNode layer = new ObjectMapper().createObjectNode();
        layer.put("mediaType", SimpleSigning.MEDIA_TYPE);
        layer.put("size", payloadBytes().length);
        layer.put("digest", Digest.of(Verification.sha256(payloadBytes())).toString());
        layer.putObject("annotations")
                .put("dev.cosignproject.cosign/signature", signature)
                .put("dev.sigstore.cosign/certificate", certificate)
                .put("dev.sigstore.cosign/bundle", logEntry)
                .putNull("dev.sigstore.cosign/chain");
        return layer;
    }

    /// What the twelve steps say about it.
    Signature verify(List<TrustRoot> roots) {
        byte[] bytes = payloadBytes();
        Digest digest = Digest.of(Verification.sha256(bytes));
        LegacyCandidate candidate = new LegacyCandidate(
                digest,
                bytes.length,
                Optional.of(signature),
                Optional.of(certificate),
                Optional.of(logEntry),
                Optional.empty());
        return Measure.guarded(candidate::claimedSigner, () -> {
            LegacyVerification verification = new LegacyVerification(candidate, new Document(digest, "", bytes), image);
            return Measure.against(roots, verification::claimedSigner, verification::against);
        });
    }
}
