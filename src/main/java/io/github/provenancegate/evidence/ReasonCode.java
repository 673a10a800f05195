package io.github.provenancegate.evidence;

/// The stable name of why a verdict is what it is: the same in the denial, Event, warning, audit annotation,
/// metric label, log line, report and JSON. Codes are added, never renamed.
public enum ReasonCode {
    /// Everything that was required is proven.
    PROVEN(Family.PROVEN),

    /// The right signer's signature holds, but no trusted transparency log has it.
    LOG_ENTRY_MISSING(Family.INCOMPLETE),
    /// It is logged, but nothing trusted says when it was made.
    TRUSTED_TIME_MISSING(Family.INCOMPLETE),
    BASE_UNSIGNED(Family.INCOMPLETE),
    BASE_LOG_ENTRY_MISSING(Family.INCOMPLETE),
    BASE_TRUSTED_TIME_MISSING(Family.INCOMPLETE),

    /// The named base digest is not in the reference repository.
    BASE_NOT_IN_REFERENCE(Family.BASE_ABSENT),

    /// No signature on the image.
    UNSIGNED(Family.UNSIGNED),

    /// The image, or one of its runnable platforms, names no base digest.
    BASE_LABEL_MISSING(Family.NO_BASE),
    /// What stands in the place of the base digest is none.
    BASE_LABEL_INVALID(Family.NO_BASE),

    /// Signed, but by nobody whom the policy names.
    WRONG_SIGNER(Family.REFUTED),
    SIGNATURE_INVALID(Family.REFUTED),
    /// The signature speaks about another digest.
    DIGEST_MISMATCH(Family.REFUTED),
    PAYLOAD_INVALID(Family.REFUTED),
    /// A bare key stands where a certificate belongs.
    KEY_UNSUPPORTED(Family.REFUTED),
    /// No chain to a certificate authority of the trust root.
    CERTIFICATE_UNTRUSTED(Family.REFUTED),
    CERTIFICATE_INVALID(Family.REFUTED),
    /// No valid promise of a trusted certificate transparency log.
    SCT_INVALID(Family.REFUTED),
    /// The entry is of a transparency log that no trust root knows.
    LOG_UNKNOWN(Family.REFUTED),
    /// Promise, inclusion proof or checkpoint does not verify.
    LOG_ENTRY_INVALID(Family.REFUTED),
    /// The log entry is genuine, but about something else.
    LOG_ENTRY_MISMATCH(Family.REFUTED),
    /// A verified time lies outside the certificate's or the log key's validity.
    OUTSIDE_VALIDITY(Family.REFUTED),
    TIMESTAMP_INVALID(Family.REFUTED),
    /// More candidates than are ever verified; what lies beyond the cap was not looked at.
    TOO_MANY_SIGNATURES(Family.REFUTED),
    BASE_WRONG_SIGNER(Family.REFUTED),
    BASE_REFUTED(Family.REFUTED),

    /// The reference is no image name, or the registry's bytes are not what they are called.
    IMAGE_INVALID(Family.REFUTED),
    IMAGE_NOT_FOUND(Family.REFUTED),
    IMAGE_REVOKED(Family.REFUTED),
    TAG_NOT_PINNED(Family.REFUTED),
    TOO_MANY_IMAGES(Family.REFUTED),
    NO_POLICY_MATCHES(Family.REFUTED),

    /// Connection, name resolution, TLS or a 5xx answer: the only code that `onUndetermined: allow` covers.
    REGISTRY_UNREACHABLE(Family.UNDETERMINED),
    REGISTRY_UNAUTHORIZED(Family.UNDETERMINED),
    REGISTRY_THROTTLED(Family.UNDETERMINED),
    /// A limit or the protocol was broken by the registry.
    REGISTRY_MISBEHAVED(Family.UNDETERMINED),
    /// An address, redirect or token realm that must not be contacted.
    REGISTRY_NOT_ALLOWED(Family.UNDETERMINED),
    TRUST_ROOT_UNUSABLE(Family.UNDETERMINED),
    /// A policy speaks of the image, but no version of it can be read.
    POLICY_UNUSABLE(Family.UNDETERMINED),
    DEADLINE_EXCEEDED(Family.UNDETERMINED),
    /// A defect of this program, never of the image.
    INTERNAL(Family.UNDETERMINED);

    /// What a code says about the image; the documented statuses are derived from it.
    public enum Family {
        PROVEN,
        INCOMPLETE,
        BASE_ABSENT,
        UNSIGNED,
        NO_BASE,
        REFUTED,
        UNDETERMINED
    }

    private final Family family;

    ReasonCode(Family family) {
        this.family = family;
    }

    /// The family that this code belongs to.
    public Family family() {
        return family;
    }

    /// This code, if it is of the family.
    ///
    /// @throws IllegalArgumentException when it is of another: a defect of the caller
    public ReasonCode requireFamily(Family wanted) {
        if (family != wanted) {
            throw new IllegalArgumentException(this + " is " + family + ", not " + wanted);
        }
        return this;
    }
}
