package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.CERTIFICATE_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.CERTIFICATE_UNTRUSTED;
import static io.github.provenancegate.evidence.ReasonCode.DIGEST_MISMATCH;
import static io.github.provenancegate.evidence.ReasonCode.KEY_UNSUPPORTED;
import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_MISMATCH;
import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_MISSING;
import static io.github.provenancegate.evidence.ReasonCode.LOG_UNKNOWN;
import static io.github.provenancegate.evidence.ReasonCode.OUTSIDE_VALIDITY;
import static io.github.provenancegate.evidence.ReasonCode.PAYLOAD_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.PROVEN;
import static io.github.provenancegate.evidence.ReasonCode.SCT_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.SIGNATURE_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.TIMESTAMP_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.TRUSTED_TIME_MISSING;
import static io.github.provenancegate.evidence.ReasonCode.UNSIGNED;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.fake.BundleDefect;
import io.github.provenancegate.fake.CertificateDefect;
import io.github.provenancegate.fake.Defect;
import io.github.provenancegate.fake.EntryDefect;
import io.github.provenancegate.fake.LayerDefect;
import io.github.provenancegate.fake.Logging;
import io.github.provenancegate.fake.PayloadDefect;
import io.github.provenancegate.fake.ProofDefect;
import io.github.provenancegate.fake.ReceiptDefect;
import io.github.provenancegate.fake.SignatureDefect;
import io.github.provenancegate.fake.StatementDefect;
import io.github.provenancegate.fake.TimestampDefect;
import io.github.provenancegate.fake.VerifierDefect;
import java.util.List;

/// The table: which defect has which reason code.
final class ExpectedCode {
    private ExpectedCode() {}

    static ReasonCode ofLegacyLayout(Defect defect) {
        return switch (defect) {
            // a promise is all that the layout has, and is looked at before the entry that it promises
            case ReceiptDefect _ -> LOG_ENTRY_INVALID;
            default -> of(defect);
        };
    }

    static ReasonCode ofBundleLayout(Logging log, Defect defect) {
        // the first hash of Rekor v1's entry is the envelope's, which is not compared: the promise notices
        return log == Logging.REKOR_1 && defect == ReceiptDefect.BODY_BYTE_CHANGED ? LOG_ENTRY_INVALID : of(defect);
    }

    /// What a list of findings amounts to, where at most one was expected.
    static ReasonCode of(List<Signature> found) {
        return found.isEmpty() ? UNSIGNED : of(found.getFirst());
    }

    static ReasonCode of(Signature signature) {
        return switch (signature) {
            case Signature.Proven _ -> PROVEN;
            case Signature.Unlogged unlogged -> unlogged.code();
            case Signature.Refuted refuted -> refuted.code();
            case Signature.Unknown unknown -> unknown.code();
        };
    }

    private static ReasonCode of(Defect defect) {
        return switch (defect) {
            case CertificateDefect certificate -> of(certificate);
            case PayloadDefect payload -> payload == PayloadDefect.ANOTHER_DIGEST ? DIGEST_MISMATCH : PAYLOAD_INVALID;
            case SignatureDefect _ -> SIGNATURE_INVALID;
            case VerifierDefect verifier ->
                switch (verifier) {
                    case BARE_KEY, KEY_AS_CERTIFICATE -> KEY_UNSUPPORTED;
                    case TWO_CERTIFICATES, HUNDRED_CERTIFICATES, CERTIFICATE_NOT_PEM -> CERTIFICATE_INVALID;
                };
            case EntryDefect entry ->
                switch (entry) {
                    case LOG_UNKNOWN -> LOG_UNKNOWN;
                    case LOG_RETIRED, INTEGRATED_BEFORE_CERTIFICATE, INTEGRATED_AFTER_CERTIFICATE -> OUTSIDE_VALIDITY;
                    case OF_ANOTHER_ARTIFACT, OF_ANOTHER_SIGNATURE, OF_ANOTHER_CERTIFICATE, OF_ANOTHER_SIGNING ->
                        LOG_ENTRY_MISMATCH;
                };
            case ReceiptDefect receipt ->
                switch (receipt) {
                    case PROMISE_MISSING -> TRUSTED_TIME_MISSING;
                    case BODY_BYTE_CHANGED -> LOG_ENTRY_MISMATCH;
                    case PROMISE_BY_ANOTHER_LOG,
                            PROMISE_SPOILED,
                            PROMISE_EMPTY,
                            TIME_CHANGED,
                            INDEX_CHANGED,
                            INDEX_NEGATIVE -> LOG_ENTRY_INVALID;
                };
            case ProofDefect _ -> LOG_ENTRY_INVALID;
            case TimestampDefect timestamp ->
                timestamp == TimestampDefect.AFTER_CERTIFICATE ? OUTSIDE_VALIDITY : TIMESTAMP_INVALID;
            case LayerDefect layer -> of(layer);
            case StatementDefect statement ->
                switch (statement) {
                    case SBOM_PREDICATE -> UNSIGNED;
                    case NO_SUBJECT, SUBJECT_OF_ANOTHER_DIGEST, SUBJECT_BY_ANOTHER_ALGORITHM -> DIGEST_MISMATCH;
                    case ANOTHER_PAYLOAD_TYPE,
                            ANOTHER_STATEMENT_TYPE,
                            TOO_MANY_SUBJECTS,
                            DUPLICATE_KEY,
                            TRAILING_TEXT,
                            DEEPLY_NESTED -> PAYLOAD_INVALID;
                };
            case BundleDefect bundle -> of(bundle);
        };
    }

    private static ReasonCode of(CertificateDefect defect) {
        return switch (defect) {
            case SCT_MISSING, SCT_BY_UNKNOWN_LOG, SCT_BY_RETIRED_LOG, SCT_FOR_ANOTHER_CERTIFICATE -> SCT_INVALID;
            case CHAIN_TO_FOREIGN_ROOT,
                    AUTHORITY_RETIRED,
                    INTERMEDIATE_EXPIRED,
                    INTERMEDIATE_FOR_SERVERS,
                    CERTIFICATE_SIGNATURE_SPOILED -> CERTIFICATE_UNTRUSTED;
            case EXTENDED_KEY_USAGE_MISSING,
                    EXTENDED_KEY_USAGE_FOR_SERVERS,
                    KEY_USAGE_MISSING,
                    LEAF_IS_A_CA,
                    ISSUERS_DISAGREE,
                    ISSUER_MISSING,
                    TWO_SUBJECTS,
                    NO_SUBJECT,
                    SUBJECT_IS_A_HOST,
                    RSA_KEY,
                    P384_KEY,
                    ED25519_KEY,
                    NEGATIVE_SERIAL -> CERTIFICATE_INVALID;
            case ISSUER_LOOKS_ALIKE -> PROVEN; // of somebody else: see the test of that name
            case EXPIRED_BEFORE_USE -> OUTSIDE_VALIDITY;
        };
    }

    private static ReasonCode of(LayerDefect defect) {
        return switch (defect) {
            // what was logged is no longer what stands there
            case PAYLOAD_BYTE_CHANGED, SIGNATURE_BYTE_CHANGED, CERTIFICATE_BYTE_CHANGED -> LOG_ENTRY_MISMATCH;
            case SIGNATURE_BASE64_NOT_CANONICAL, SIGNATURE_NOT_BASE64, SIGNATURE_EMPTY, SIGNATURE_MISSING ->
                SIGNATURE_INVALID;
            case UNLOGGED, TIMESTAMP_ONLY -> LOG_ENTRY_MISSING;
            case LOG_ENTRY_NOT_JSON, LOG_ENTRY_DUPLICATE_KEY -> LOG_ENTRY_INVALID;
        };
    }

    private static ReasonCode of(BundleDefect defect) {
        return switch (defect) {
            case MEDIA_TYPE_UNKNOWN,
                    MEDIA_TYPE_MISSING,
                    PAYLOAD_BYTE_CHANGED,
                    TWO_CONTENTS,
                    NO_CONTENT,
                    DUPLICATE_KEY,
                    TRAILING_TEXT,
                    NOT_JSON -> PAYLOAD_INVALID;
            case TWO_SIGNATURES, NO_SIGNATURES, SIGNATURE_BASE64_NOT_CANONICAL -> SIGNATURE_INVALID;
            case SIGNATURE_BYTE_CHANGED, CERTIFICATE_BYTE_CHANGED, KIND_MISMATCH, VERSION_MISMATCH ->
                LOG_ENTRY_MISMATCH;
            case CERTIFICATE_MISSING, CHAIN_INSTEAD_OF_CERTIFICATE -> CERTIFICATE_INVALID;
            case BARE_KEY -> KEY_UNSUPPORTED;
            case UNLOGGED -> LOG_ENTRY_MISSING;
            case LOG_ENTRY_TWICE, NINE_LOG_ENTRIES, SECOND_LOG_ENTRY_BAD, BODY_MISSING -> LOG_ENTRY_INVALID;
            case TIMESTAMP_MISSING, TIME_INSTEAD_OF_TIMESTAMP -> TRUSTED_TIME_MISSING;
        };
    }
}
