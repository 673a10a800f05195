package io.github.provenancegate.report;

import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.verdict.Explanation;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.Verdict;
import java.util.Optional;

/// What the columns of the CSV say about an image.
///
/// `rekor_…` and `signature_status` are about the signature that decides: the build's in full mode, once the
/// delivery is proven (as in the script, which looks at no other there), else the delivery's.
///
/// @param baseDigest empty where the image names none
/// @param logIndex empty unless proven
/// @param logPage where a browser shows the entry; empty unless proven in the public log
/// @param error the reason code and what to do; empty where the image is proven
record CsvFacts(
        String baseDigest,
        Presence reference,
        Presence log,
        String logIndex,
        String logPage,
        Validity signature,
        String error) {
    /// Of a log entry, or of the base image.
    enum Presence {
        EXISTS("EXISTS"),
        NOT_FOUND("NOT_FOUND"),
        /// The entry speaks against the signature, or could not be looked at.
        ERROR("ERROR"),
        /// Nothing is claimed.
        NOT_APPLICABLE("N/A");

        private final String word;

        Presence(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /// Of a signature.
    enum Validity {
        VALID("VALID"),
        INVALID("INVALID"),
        NOT_APPLICABLE("N/A");

        private final String word;

        Validity(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /// @param proof where it is proven
    private record Deciding(Optional<Proof> proof, Presence log, Validity signature) {}

    /// @param commands know which log has a public page
    static CsvFacts of(ImageReport image, HandCommands commands) {
        Judgement judgement = image.judgement();
        Verdict verdict = judgement.verdict();
        Deciding deciding = deciding(image);
        return new CsvFacts(
                judgement.base().map(Object::toString).orElse(""),
                isFull(image) ? reference(judgement) : Presence.NOT_APPLICABLE,
                deciding.log(),
                deciding.proof()
                        .map(proof -> String.valueOf(proof.logEntry().index()))
                        .orElse(""),
                deciding.proof()
                        .flatMap(proof -> commands.logEntryPages(proof).stream().findFirst())
                        .orElse(""),
                deciding.signature(),
                verdict.isProven() ? "" : verdict.code() + ": " + Explanation.message(verdict));
    }

    private static boolean isFull(ImageReport image) {
        return image.requirement().filter(Requirement.Full.class::isInstance).isPresent();
    }

    private static Deciding deciding(ImageReport image) {
        Judgement judgement = image.judgement();
        Optional<Proof> proof = isFull(image) && judgement.delivery().isPresent() && isAboutTheBase(judgement.verdict())
                ? judgement.build()
                : judgement.delivery();
        return proof.isPresent()
                ? new Deciding(proof, Presence.EXISTS, Validity.VALID)
                : unproven(judgement.verdict().code());
    }

    /// Whether a verdict says anything about the base, good or bad. What lies in the policy, or in a missing
    /// label, does not: there the delivery is all that was found.
    private static boolean isAboutTheBase(Verdict verdict) {
        return switch (verdict) {
            case Verdict.NoBase _, Verdict.DeliveryVerified _, Verdict.Unsigned _ -> false;
            case Verdict.Verified _, Verdict.BaseNotFound _, Verdict.Partial _, Verdict.Undetermined _ -> true;
            case Verdict.Refuted refuted ->
                refuted.code() == ReasonCode.BASE_WRONG_SIGNER || refuted.code() == ReasonCode.BASE_REFUTED;
        };
    }

    private static Deciding unproven(ReasonCode code) {
        return switch (code) {
            case LOG_ENTRY_MISSING, BASE_LOG_ENTRY_MISSING -> without(Presence.NOT_FOUND, Validity.VALID);
            case TRUSTED_TIME_MISSING, BASE_TRUSTED_TIME_MISSING -> without(Presence.EXISTS, Validity.VALID);
            case LOG_UNKNOWN, LOG_ENTRY_INVALID, LOG_ENTRY_MISMATCH -> without(Presence.ERROR, Validity.INVALID);
            case WRONG_SIGNER,
                    SIGNATURE_INVALID,
                    DIGEST_MISMATCH,
                    PAYLOAD_INVALID,
                    KEY_UNSUPPORTED,
                    CERTIFICATE_UNTRUSTED,
                    CERTIFICATE_INVALID,
                    SCT_INVALID,
                    OUTSIDE_VALIDITY,
                    TIMESTAMP_INVALID,
                    TOO_MANY_SIGNATURES,
                    BASE_WRONG_SIGNER,
                    BASE_REFUTED -> without(Presence.NOT_APPLICABLE, Validity.INVALID);
            case REGISTRY_UNREACHABLE,
                    REGISTRY_UNAUTHORIZED,
                    REGISTRY_THROTTLED,
                    REGISTRY_MISBEHAVED,
                    REGISTRY_NOT_ALLOWED,
                    TRUST_ROOT_UNUSABLE,
                    POLICY_UNUSABLE,
                    DEADLINE_EXCEEDED,
                    INTERNAL -> without(Presence.ERROR, Validity.NOT_APPLICABLE);
            case PROVEN,
                    UNSIGNED,
                    BASE_UNSIGNED,
                    BASE_NOT_IN_REFERENCE,
                    BASE_LABEL_MISSING,
                    BASE_LABEL_INVALID,
                    IMAGE_INVALID,
                    IMAGE_NOT_FOUND,
                    IMAGE_REVOKED,
                    TAG_NOT_PINNED,
                    TOO_MANY_IMAGES,
                    NO_POLICY_MATCHES -> without(Presence.NOT_APPLICABLE, Validity.NOT_APPLICABLE);
        };
    }

    private static Deciding without(Presence log, Validity signature) {
        return new Deciding(Optional.empty(), log, signature);
    }

    /// Whether the base image is in the reference repository.
    private static Presence reference(Judgement judgement) {
        Verdict verdict = judgement.verdict();
        if (judgement.build().isPresent() || BuildSteps.ABOUT_THE_BUILD.contains(verdict.code())) {
            return Presence.EXISTS;
        }
        return verdict instanceof Verdict.BaseNotFound ? Presence.NOT_FOUND : Presence.NOT_APPLICABLE;
    }
}
