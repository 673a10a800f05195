package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.CERTIFICATE_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.KEY_UNSUPPORTED;
import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.PAYLOAD_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.SIGNATURE_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.TIMESTAMP_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A Sigstore bundle as somebody wrote it (`dev.sigstore.bundle.v1.Bundle` as JSON): nothing of it is believed
/// yet, and each part is read only when its step is reached, so that what is wrong with it is said with that
/// step's code.
final class Bundle {
    /// A genuine one has 5 to 20 KiB, most of it certificates and timestamps; attestations may be longer.
    static final int BYTES_MAX = 1024 * 1024;

    /// Entries and timestamps: one of each is normal.
    static final int RECORDS_MAX = 8;

    private static final int CHAIN_LENGTH_MAX = 10;

    /// Versions, by what a bundle of each must carry.
    enum Version {
        /// A log's promise; its proof is optional, and without a checkpoint worth nothing.
        V0_1,
        V0_2,
        /// One certificate in place of a chain.
        V0_3
    }

    private static final Map<String, Version> MEDIA_TYPES = Map.of(
            "application/vnd.dev.sigstore.bundle+json;version=0.1", Version.V0_1,
            "application/vnd.dev.sigstore.bundle.v0.1+json", Version.V0_1,
            "application/vnd.dev.sigstore.bundle+json;version=0.2", Version.V0_2,
            "application/vnd.dev.sigstore.bundle.v0.2+json", Version.V0_2,
            "application/vnd.dev.sigstore.bundle+json;version=0.3", Version.V0_3,
            "application/vnd.dev.sigstore.bundle.v0.3+json", Version.V0_3);

    private final ObjectNode bundle;
    private final Version version;

    private Bundle(ObjectNode bundle, Version version) {
        this.bundle = bundle;
        this.version = version;
    }

    static Bundle parse(byte[] json) {
        return Refutation.unless(PAYLOAD_INVALID, "the bundle cannot be read", () -> {
            if (json.length > BYTES_MAX) {
                throw new Refutation(PAYLOAD_INVALID, "the bundle is longer than " + BYTES_MAX + " bytes");
            }
            ObjectNode bundle = StrictJson.parseBundle(json);
            Version version = MEDIA_TYPES.get(StrictJson.text(bundle, "mediaType"));
            if (version == null) {
                throw new Refutation(PAYLOAD_INVALID, "the bundle is of an unknown version");
            }
            if (bundle.hasNonNull("dsseEnvelope") == bundle.hasNonNull("messageSignature")) {
                throw new Refutation(PAYLOAD_INVALID, "the bundle does not hold exactly one kind of signature");
            }
            return new Bundle(bundle, version);
        });
    }

    Version version() {
        return version;
    }

    boolean holdsEnvelope() {
        return bundle.hasNonNull("dsseEnvelope");
    }

    Envelope envelope() {
        JsonNode envelope = bundle.path("dsseEnvelope");
        byte[] signature = Refutation.unless(SIGNATURE_INVALID, "the envelope's signature cannot be read", () -> {
            if (envelope.get("signatures") instanceof ArrayNode signatures && signatures.size() == 1) {
                return ProtoJson.bytes(signatures.get(0), "sig");
            }
            throw new Refutation(SIGNATURE_INVALID, "the envelope does not have exactly one signature");
        });
        return Refutation.unless(
                PAYLOAD_INVALID,
                "the envelope cannot be read",
                () -> new Envelope(
                        StrictJson.text(envelope, "payloadType"), ProtoJson.bytes(envelope, "payload"), signature));
    }

    byte[] messageSignature() {
        return Refutation.unless(
                SIGNATURE_INVALID,
                "the signature cannot be read",
                () -> ProtoJson.bytes(StrictJson.object(bundle, "messageSignature"), "signature"));
    }

    /// The sha256 that the bundle says its message has; empty where it says nothing.
    Optional<byte[]> messageDigest() {
        JsonNode digest = bundle.path("messageSignature").path("messageDigest");
        if (ProtoJson.isLeftOut(digest)) {
            return Optional.empty();
        }
        return Refutation.unless(PAYLOAD_INVALID, "the message's digest cannot be read", () -> {
            if (!StrictJson.text(digest, "algorithm").equals("SHA2_256")) {
                throw new Refutation(PAYLOAD_INVALID, "the message's digest is not a sha256");
            }
            return Optional.of(ProtoJson.bytes(digest, "digest"));
        });
    }

    /// The signer's certificate; what else a chain holds is never trusted, only refused where it pretends to be
    /// a root.
    LeafCertificate leaf() {
        return Refutation.unless(CERTIFICATE_INVALID, "the bundle's certificate cannot be read", () -> {
            ObjectNode material = StrictJson.object(bundle, "verificationMaterial");
            if (material.hasNonNull("publicKey")) {
                throw new Refutation(
                        KEY_UNSUPPORTED, "the signature was made with a bare key; only certificates say who signed");
            }
            if (material.hasNonNull("certificate") && material.hasNonNull("x509CertificateChain")) {
                throw new Refutation(CERTIFICATE_INVALID, "the bundle brings a certificate and a chain beside it");
            }
            if (version == Version.V0_3) {
                return LeafCertificate.parse(ProtoJson.bytes(StrictJson.object(material, "certificate"), "rawBytes"));
            }
            List<byte[]> chain = new ArrayList<>();
            for (JsonNode certificate : array(
                    StrictJson.object(material, "x509CertificateChain"),
                    "certificates",
                    CHAIN_LENGTH_MAX,
                    CERTIFICATE_INVALID)) {
                byte[] der = ProtoJson.bytes(certificate, "rawBytes");
                if (LeafCertificate.isSelfIssued(der)) {
                    throw new Refutation(CERTIFICATE_INVALID, "the bundle brings a root certificate of its own");
                }
                chain.add(der);
            }
            return LeafCertificate.parse(chain.getFirst());
        });
    }

    Optional<Signer> claimedSigner() {
        try {
            return leaf().claimedSigner();
        } catch (Refutation unreadable) {
            return Optional.empty();
        }
    }

    List<BundledEntry> entries() {
        List<BundledEntry> entries = new ArrayList<>();
        Set<String> places = new HashSet<>();
        for (JsonNode entry :
                array(bundle.path("verificationMaterial"), "tlogEntries", RECORDS_MAX, LOG_ENTRY_INVALID)) {
            BundledEntry read = BundledEntry.parse(entry);
            if (!places.add(read.place())) {
                throw new Refutation(LOG_ENTRY_INVALID, "the bundle holds one log entry twice");
            }
            entries.add(read);
        }
        return entries;
    }

    /// RFC 3161 responses.
    List<byte[]> timestamps() {
        JsonNode data = bundle.path("verificationMaterial").path("timestampVerificationData");
        if (!data.isObject() && !ProtoJson.isLeftOut(data)) {
            throw new Refutation(TIMESTAMP_INVALID, "the bundle's timestamps cannot be read");
        }
        List<byte[]> timestamps = new ArrayList<>();
        for (JsonNode timestamp : array(data, "rfc3161Timestamps", RECORDS_MAX, TIMESTAMP_INVALID)) {
            timestamps.add(Refutation.unless(
                    TIMESTAMP_INVALID,
                    "the timestamp cannot be read",
                    () -> ProtoJson.bytes(timestamp, "signedTimestamp")));
        }
        return timestamps;
    }

    private static Iterable<JsonNode> array(JsonNode parent, String member, int sizeMax, ReasonCode code) {
        JsonNode list = parent.path(member);
        if (ProtoJson.isLeftOut(list)) {
            return List.of();
        }
        if (!list.isArray() || list.size() > sizeMax) {
            throw new Refutation(code, "the bundle's \"" + member + "\" are not a list of at most " + sizeMax);
        }
        return list;
    }
}
