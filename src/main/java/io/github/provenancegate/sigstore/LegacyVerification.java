package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_MISMATCH;
import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_MISSING;
import static io.github.provenancegate.evidence.ReasonCode.LOG_UNKNOWN;
import static io.github.provenancegate.evidence.ReasonCode.OUTSIDE_VALIDITY;
import static io.github.provenancegate.evidence.ReasonCode.PAYLOAD_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.SIGNATURE_INVALID;

import io.github.provenancegate.evidence.LogEntry;
import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.verify.Document;
import java.time.Instant;
import java.util.Optional;

/// The legacy layout's twelve steps, in their order, for one candidate; the numbers are those of the "Legacy"
/// steps in `verification.md`. One departure: a log's window (of step 4) is compared after its promise has
/// verified (step 5), because until then the time is anybody's.
final class LegacyVerification {
    private final LegacyCandidate candidate;
    private final byte[] signature;
    private final LeafCertificate leaf;
    private final SignedMatter matter;
    private final Optional<LogPromise> promise;

    /// Steps 1 to 3, which depend on no trust root.
    ///
    /// @throws Refutation when one does not hold
    LegacyVerification(LegacyCandidate candidate, Document document, Digest image) {
        this.candidate = candidate;
        byte[] payload = document.content();
        this.signature = candidate.signatureBytes();
        // step 1
        if (!document.digest().equals(candidate.payload()) || payload.length != candidate.size()) {
            throw new Refutation(PAYLOAD_INVALID, "the signed payload is not what its descriptor says");
        }
        // step 2
        SimpleSigning.requireAbout(image, payload);
        // step 3
        this.leaf = candidate.leaf();
        this.matter = SignedMatter.message(Verification.sha256(payload), signature, leaf);
        this.promise = candidate.promise();
    }

    /// Whom the certificate names, not proven.
    Optional<Signer> claimedSigner() {
        return leaf.claimedSigner();
    }

    /// Steps 4 to 12 against one trust root.
    ///
    /// @throws Refutation when one does not hold
    Signature against(TrustRoot root) {
        Optional<Instant> integrated = promise.map(logged -> requireLogged(root, logged)); // steps 4 to 7
        Optional<Instant> stamped = stamped(root); // step 8
        // step 9: without a trusted time the chain is looked at when the certificate began
        Instant at = integrated.or(() -> stamped).orElseGet(leaf::notBefore);
        leaf.requireLeafForm();
        Signer signer = leaf.signer(); // step 12; before the chain, which says less about a missing name
        Authority issuer = root.issuer(leaf, at);
        // step 10
        CertificateTimestamps.require(root, leaf, issuer);
        // step 11
        if (!matter.holds()) {
            throw new Refutation(SIGNATURE_INVALID, "the certificate's key has not signed the payload");
        }
        return promise.<Signature>map(logged -> new Signature.Proven(new Proof(
                        signer,
                        root.name(),
                        new LogEntry(logged.logIndex(), logged.logId(), Optional.of(at)),
                        at,
                        Proof.Format.LEGACY,
                        candidate.payload(),
                        Optional.empty())))
                .orElseGet(() -> new Signature.Unlogged(signer, root.name(), LOG_ENTRY_MISSING));
    }

    private Instant requireLogged(TrustRoot root, LogPromise logged) {
        // step 4
        TrustedLog log = root.transparencyLog(logged.logId())
                .orElseThrow(() ->
                        new Refutation(LOG_UNKNOWN, "the log entry is of a transparency log that no trust root knows"));
        // step 5
        logged.requireOf(log);
        Instant time = logged.time();
        if (!log.window().contains(time)) {
            throw new Refutation(OUTSIDE_VALIDITY, "the transparency log's key did not count at " + time);
        }
        // step 6
        EntryBody entry = EntryBody.parse(logged.entry());
        if (entry.kind() != EntryKind.HASHEDREKORD_1) {
            throw new Refutation(LOG_ENTRY_MISMATCH, "the log entry is of another kind of signature");
        }
        entry.requireAbout(matter);
        // step 7
        requireValid(time);
        return time;
    }

    private Optional<Instant> stamped(TrustRoot root) {
        Optional<Instant> time =
                candidate.timestampResponse().flatMap(response -> Timestamps.verified(root, response, signature));
        time.ifPresent(this::requireValid);
        return time;
    }

    private void requireValid(Instant time) {
        if (!leaf.validAt(time)) {
            throw new Refutation(
                    OUTSIDE_VALIDITY, "the signature was made at " + time + ", when its certificate was not valid");
        }
    }
}
