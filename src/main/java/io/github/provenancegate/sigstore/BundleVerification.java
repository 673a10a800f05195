package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.DIGEST_MISMATCH;
import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_MISMATCH;
import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_MISSING;
import static io.github.provenancegate.evidence.ReasonCode.LOG_UNKNOWN;
import static io.github.provenancegate.evidence.ReasonCode.OUTSIDE_VALIDITY;
import static io.github.provenancegate.evidence.ReasonCode.PAYLOAD_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.SIGNATURE_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.TRUSTED_TIME_MISSING;

import io.github.provenancegate.evidence.LogEntry;
import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A bundle's twelve steps, in their order; the numbers are those of the "Bundle" steps in `verification.md`.
final class BundleVerification {
    /// What a bundle is to prove.
    enum Purpose {
        /// A signature of an image: an envelope whose predicate says so.
        IMAGE_SIGNATURE,
        /// Anything about an artefact: also a message signature, an attestation, and entries of the kind
        /// `intoto`.
        ARTEFACT
    }

    private final Bundle bundle;
    private final Digest carrier;
    private final Purpose purpose;
    private final LeafCertificate leaf;
    private final SignedMatter matter;
    private final List<BundledEntry> entries;

    /// Steps 1 to 4, and the reading of step 5, which depend on no trust root.
    ///
    /// @param carrier digest of the bundle's own bytes
    /// @param artefact what the signature must be about
    /// @throws Refutation when one does not hold
    BundleVerification(Bundle bundle, Digest carrier, Digest artefact, Purpose purpose) {
        this.bundle = bundle; // step 1 is Bundle.parse
        this.carrier = carrier;
        this.purpose = purpose;
        this.leaf = bundle.leaf(); // step 2
        this.matter = bundle.holdsEnvelope() ? envelope(artefact) : message(artefact);
        this.entries = bundle.entries();
    }

    private SignedMatter envelope(Digest artefact) {
        // step 3
        Envelope envelope = bundle.envelope();
        if (!envelope.payloadType().equals(Envelope.IN_TOTO)) {
            throw new Refutation(PAYLOAD_INVALID, "the envelope's payload is not an in-toto statement");
        }
        // step 4
        Statement statement = Statement.parse(envelope.payload());
        if (purpose == Purpose.IMAGE_SIGNATURE && !statement.isImageSignature()) {
            throw new Refutation(PAYLOAD_INVALID, "the signed statement is an attestation, not a signature");
        }
        statement.requireAbout(artefact);
        return SignedMatter.envelope(envelope, leaf);
    }

    private SignedMatter message(Digest artefact) {
        if (purpose == Purpose.IMAGE_SIGNATURE) {
            throw new Refutation(PAYLOAD_INVALID, "the bundle signs a message, not a statement about an image");
        }
        byte[] sha256 = HexFormat.of().parseHex(artefact.hex());
        if (bundle.messageDigest()
                .filter(named -> !Arrays.equals(named, sha256))
                .isPresent()) {
            throw new Refutation(DIGEST_MISMATCH, "the signature is about another message than " + artefact);
        }
        return SignedMatter.message(sha256, bundle.messageSignature(), leaf);
    }

    Optional<Signer> claimedSigner() {
        return leaf.claimedSigner();
    }

    /// Steps 5 to 12 against one trust root.
    ///
    /// @throws Refutation when one does not hold
    Signature against(TrustRoot root) {
        List<Instant> times = new ArrayList<>();
        List<TrustedLog> logs = new ArrayList<>();
        List<Instant> integrated = new ArrayList<>();
        for (BundledEntry entry : entries) {
            TrustedLog log = requireLogged(root, entry); // steps 5 to 8
            logs.add(log);
            entry.promise().map(LogPromise::time).ifPresent(integrated::add);
        }
        times.addAll(integrated);
        for (byte[] timestamp : bundle.timestamps()) {
            times.add(Timestamps.verify(root, timestamp, matter.signature())); // step 9
        }
        requireWithin(times, logs); // step 10
        // step 11: without a trusted time the chain is looked at when the certificate began
        Instant at = times.isEmpty() ? leaf.notBefore() : times.getFirst();
        leaf.requireLeafForm();
        Signer signer = leaf.signer();
        CertificateTimestamps.require(root, leaf, root.issuer(leaf, at));
        // step 12
        if (!matter.holds()) {
            throw new Refutation(SIGNATURE_INVALID, "the certificate's key has not made the signature");
        }
        if (entries.isEmpty()) {
            return new Signature.Unlogged(signer, root.name(), LOG_ENTRY_MISSING);
        }
        if (times.isEmpty()) {
            return new Signature.Unlogged(signer, root.name(), TRUSTED_TIME_MISSING);
        }
        BundledEntry first = entries.getFirst();
        Optional<Instant> integratedTime = first.promise().map(LogPromise::time);
        return new Signature.Proven(new Proof(
                signer,
                root.name(),
                new LogEntry(first.logIndex(), first.logId(), integratedTime),
                at,
                Proof.Format.BUNDLE,
                carrier,
                Optional.empty()));
    }

    private TrustedLog requireLogged(TrustRoot root, BundledEntry entry) {
        // step 5
        TrustedLog log = root.transparencyLog(entry.logId())
                .orElseThrow(() ->
                        new Refutation(LOG_UNKNOWN, "the log entry is of a transparency log that no trust root knows"));
        EntryBody content = entry.content();
        // step 6
        if (purpose == Purpose.IMAGE_SIGNATURE && content.kind() == EntryKind.INTOTO_2) {
            throw new Refutation(LOG_ENTRY_MISMATCH, "the log entry is of another kind of signature");
        }
        content.requireAbout(matter);
        // step 7
        entry.promise().ifPresent(promise -> promise.requireOf(log));
        // step 8
        requireIncluded(log, entry);
        return log;
    }

    /// Version 0.1 demands the promise and leaves the proof to the writer; a proof whose checkpoint it does not
    /// have leads to a root that nobody signed, and then the promise alone counts.
    private void requireIncluded(TrustedLog log, BundledEntry entry) {
        boolean promised =
                bundle.version() == Bundle.Version.V0_1 && entry.promise().isPresent();
        Optional<InclusionProof> proof = entry.proof().filter(given -> !promised || given.hasCheckpoint());
        if (proof.isEmpty() && !promised) {
            throw new Refutation(LOG_ENTRY_INVALID, "the log entry has no inclusion proof");
        }
        proof.ifPresent(given -> given.require(log, entry.body()));
    }

    private void requireWithin(List<Instant> times, List<TrustedLog> logs) {
        for (Instant time : times) {
            if (!leaf.validAt(time)) {
                throw new Refutation(
                        OUTSIDE_VALIDITY, "the signature was made at " + time + ", when its certificate was not valid");
            }
            if (!logs.stream().allMatch(log -> log.window().contains(time))) {
                throw new Refutation(OUTSIDE_VALIDITY, "the transparency log's key did not count at " + time);
            }
        }
    }
}
