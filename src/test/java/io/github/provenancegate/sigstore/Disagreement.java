package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.CERTIFICATE_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.CERTIFICATE_UNTRUSTED;
import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_MISMATCH;
import static io.github.provenancegate.evidence.ReasonCode.OUTSIDE_VALIDITY;
import static io.github.provenancegate.evidence.ReasonCode.PAYLOAD_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.PROVEN;
import static io.github.provenancegate.evidence.ReasonCode.SIGNATURE_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.TRUST_ROOT_UNUSABLE;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.BundleDefect;
import io.github.provenancegate.fake.CertificateDefect;
import io.github.provenancegate.fake.Defect;
import io.github.provenancegate.fake.EntryDefect;
import io.github.provenancegate.fake.ProofDefect;
import io.github.provenancegate.fake.ReceiptDefect;
import io.github.provenancegate.fake.StatementDefect;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.StreamSupport;

/// Where ours and sigstore-java's verifier differ, and why ours is right. There are two kinds: ours accepts
/// alone what theirs cannot read, each known by its content and by their words; and theirs accepts alone what
/// it does not look at, each known by the one defect that was built in, and by the code with which ours refuses
/// it.
enum Disagreement {
    /// The statement that cosign 3 signs has a subject without name, and often no predicate. Both are optional
    /// in in-toto's specification; what is compared is the digest, and that is there.
    SUBJECT_WITHOUT_NAME("Could not parse DSSE payload"),

    /// DSSE counts the bytes of the payload in its pre-authentication encoding; theirs counts characters.
    PAYLOAD_COUNTED_IN_CHARACTERS("DSSE signature was not valid"),

    /// Cosign 3.1 enters an envelope in Rekor v2 as the hash of its pre-authentication encoding.
    ENVELOPE_LOGGED_AS_HASH("Could not parse DSSE from log entry body"),

    /// An entry of the older kind, which `verify-bundle` reads for the public suite; no image signature has it.
    ENVELOPE_LOGGED_AS_INTOTO("Could not parse DSSE from log entry body"),

    /// A log of which the root does not say since when it counts could have counted never: the root is refused
    /// whole.
    LOG_WITHOUT_START(TRUST_ROOT_UNUSABLE),

    /// The certificate is not one for signing code.
    EXTENDED_KEY_USAGE_IGNORED(CERTIFICATE_INVALID),

    /// The intermediate may only issue certificates of servers.
    USAGE_OF_INTERMEDIATE_IGNORED(CERTIFICATE_UNTRUSTED),

    /// The certificate's key may not be used for signatures.
    KEY_USAGE_IGNORED(CERTIFICATE_INVALID),

    /// Who holds it could issue certificates in anybody's name.
    AUTHORITY_AS_LEAF(CERTIFICATE_INVALID),

    /// The two extensions that name the issuer name different ones; theirs reads the newer one alone.
    ISSUER_READ_ONCE(CERTIFICATE_INVALID),

    /// Keyless signing is done with P-256; what else a certificate holds was not made by the tools that we
    /// know.
    ANY_KEY(CERTIFICATE_INVALID),

    /// RFC 5280, section 4.1.2.2, wants a positive one.
    NEGATIVE_SERIAL(CERTIFICATE_INVALID),

    /// The log vouches for a time at which the certificate was not valid: backdating, or use after its end.
    INTEGRATED_TIME_NOT_COMPARED(OUTSIDE_VALIDITY),

    /// The log's key was retired before.
    WINDOW_OF_LOG_IGNORED(OUTSIDE_VALIDITY),

    /// The entries after the first could say anything.
    FIRST_ENTRY_ALONE(LOG_ENTRY_INVALID),

    /// The bundle calls the entry another kind than the entry calls itself.
    KIND_NOT_COMPARED(LOG_ENTRY_MISMATCH),

    /// Of a logged envelope theirs compares payload and signature; the entry's certificate may be another one.
    CERTIFICATE_OF_ENTRY_NOT_COMPARED(LOG_ENTRY_MISMATCH),

    /// The proof is for a tree of another size than the one that the log signed.
    SIZE_OF_CHECKPOINT_NOT_COMPARED(LOG_ENTRY_INVALID),

    /// No log has an entry before its first. Rekor v2 does not sign that number, so that nothing else notices.
    NEGATIVE_LOG_INDEX(LOG_ENTRY_INVALID),

    /// An empty promise is a promise that does not hold, even where a timestamp says when.
    EMPTY_PROMISE(LOG_ENTRY_INVALID),

    /// Version 0.3 has one certificate and no chain.
    CHAIN_IN_VERSION_3(CERTIFICATE_INVALID),

    /// What the subject means is defined by the statement's type.
    STATEMENT_TYPE_IGNORED(PAYLOAD_INVALID),

    /// Two readers could see two different documents in one text.
    LENIENT_JSON(PAYLOAD_INVALID),

    /// One signature would have several spellings, and each would count as another candidate.
    LENIENT_BASE64(SIGNATURE_INVALID);

    private final ReasonCode code;
    private final String theirWords;

    /// Ours accepts it alone.
    Disagreement(String theirWords) {
        this.code = PROVEN;
        this.theirWords = theirWords;
    }

    /// Theirs accepts it alone.
    Disagreement(ReasonCode code) {
        this.code = code;
        this.theirWords = "";
    }

    boolean occursIn(TwiceJudged judged) {
        return judged.ours() == code && judged.theirs().orElse("").equals(theirWords) && isCause(judged);
    }

    private boolean isCause(TwiceJudged judged) {
        return switch (this) {
            case SUBJECT_WITHOUT_NAME ->
                StreamSupport.stream(judged.statement().path("subject").spliterator(), false)
                        .anyMatch(subject -> !subject.has("name"));
            case PAYLOAD_COUNTED_IN_CHARACTERS ->
                !StandardCharsets.US_ASCII
                        .newEncoder()
                        .canEncode(judged.statement().toString());
            case ENVELOPE_LOGGED_AS_HASH ->
                judged.entryKind().equals("hashedrekord") && !judged.statement().isMissingNode();
            case ENVELOPE_LOGGED_AS_INTOTO -> judged.entryKind().equals("intoto");
            case LOG_WITHOUT_START -> judged.defect().isEmpty();
            default -> judged.defect().filter(defects()::contains).isPresent();
        };
    }

    /// The defects that theirs does not notice; empty where no defect is the cause.
    Set<Defect> defects() {
        return switch (this) {
            case SUBJECT_WITHOUT_NAME,
                    PAYLOAD_COUNTED_IN_CHARACTERS,
                    ENVELOPE_LOGGED_AS_HASH,
                    ENVELOPE_LOGGED_AS_INTOTO,
                    LOG_WITHOUT_START -> Set.of();
            case EXTENDED_KEY_USAGE_IGNORED ->
                Set.of(CertificateDefect.EXTENDED_KEY_USAGE_MISSING, CertificateDefect.EXTENDED_KEY_USAGE_FOR_SERVERS);
            case USAGE_OF_INTERMEDIATE_IGNORED -> Set.of(CertificateDefect.INTERMEDIATE_FOR_SERVERS);
            case KEY_USAGE_IGNORED -> Set.of(CertificateDefect.KEY_USAGE_MISSING);
            case AUTHORITY_AS_LEAF -> Set.of(CertificateDefect.LEAF_IS_A_CA);
            case ISSUER_READ_ONCE -> Set.of(CertificateDefect.ISSUERS_DISAGREE);
            case ANY_KEY ->
                Set.of(CertificateDefect.RSA_KEY, CertificateDefect.P384_KEY, CertificateDefect.ED25519_KEY);
            case NEGATIVE_SERIAL -> Set.of(CertificateDefect.NEGATIVE_SERIAL);
            case INTEGRATED_TIME_NOT_COMPARED ->
                Set.of(
                        EntryDefect.INTEGRATED_BEFORE_CERTIFICATE,
                        EntryDefect.INTEGRATED_AFTER_CERTIFICATE,
                        CertificateDefect.EXPIRED_BEFORE_USE);
            case WINDOW_OF_LOG_IGNORED -> Set.of(EntryDefect.LOG_RETIRED);
            case FIRST_ENTRY_ALONE ->
                Set.of(BundleDefect.LOG_ENTRY_TWICE, BundleDefect.NINE_LOG_ENTRIES, BundleDefect.SECOND_LOG_ENTRY_BAD);
            case KIND_NOT_COMPARED -> Set.of(BundleDefect.KIND_MISMATCH, BundleDefect.VERSION_MISMATCH);
            case CERTIFICATE_OF_ENTRY_NOT_COMPARED -> Set.of(EntryDefect.OF_ANOTHER_CERTIFICATE);
            case SIZE_OF_CHECKPOINT_NOT_COMPARED -> Set.of(ProofDefect.CHECKPOINT_OF_ANOTHER_SIZE);
            case NEGATIVE_LOG_INDEX -> Set.of(ReceiptDefect.INDEX_NEGATIVE);
            case EMPTY_PROMISE -> Set.of(ReceiptDefect.PROMISE_EMPTY);
            case CHAIN_IN_VERSION_3 -> Set.of(BundleDefect.CHAIN_INSTEAD_OF_CERTIFICATE);
            case STATEMENT_TYPE_IGNORED -> Set.of(StatementDefect.ANOTHER_STATEMENT_TYPE);
            case LENIENT_JSON ->
                Set.of(BundleDefect.DUPLICATE_KEY, BundleDefect.TRAILING_TEXT, StatementDefect.DUPLICATE_KEY);
            case LENIENT_BASE64 -> Set.of(BundleDefect.SIGNATURE_BASE64_NOT_CANONICAL);
        };
    }
}
