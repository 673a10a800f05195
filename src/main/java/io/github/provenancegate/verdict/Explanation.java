package io.github.provenancegate.verdict;

import io.github.provenancegate.evidence.LogEntry;
import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.image.UntrustedText;
import java.time.Instant;
import java.util.stream.Collectors;

/// The one place that words a verdict. Every surface (denial, warning, Event, log, report) prints these
/// sentences, so that a person who searches for one finds the same words everywhere. Texts from outside are
/// escaped.
public final class Explanation {
    /// An identity is a URI of a workflow; a longer one is somebody's attempt to fill the message.
    private static final int IDENTITY_CHARACTERS_MAX = 300;

    /// A policy's reason is a reference to where the reasons are; it must leave room for the rest of a message.
    private static final int REASON_CHARACTERS_MAX = 200;

    /// The longest name of a resource.
    private static final int NAME_CHARACTERS_MAX = 253;

    private Explanation() {}

    /// One sentence that says what was found, without a full stop.
    public static String sentence(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Verified(Proof delivery, var builds) ->
                "delivered by " + recorded(delivery) + ", built by " + recorded(builds.getFirst());
            case Verdict.DeliveryVerified(Proof delivery) -> "delivered by " + recorded(delivery);
            case Verdict.Partial(var _, String detail) -> detail;
            case Verdict.BaseNotFound(Digest _, String detail) -> detail;
            case Verdict.Unsigned _ -> "no signature was found on this digest";
            case Verdict.NoBase(var _, String detail) -> detail;
            case Verdict.Refuted(var _, String detail, var _) -> detail;
            case Verdict.Undetermined(var _, String detail) -> detail;
        };
    }

    /// `STATUS CODE: sentence; what to do`.
    public static String line(Verdict verdict) {
        return verdict.status() + " " + verdict.code() + ": " + message(verdict);
    }

    /// `sentence; what to do`, for surfaces that show status and code in places of their own.
    public static String message(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Verified _, Verdict.DeliveryVerified _ -> sentence(verdict);
            case Verdict.Partial _,
                    Verdict.BaseNotFound _,
                    Verdict.Unsigned _,
                    Verdict.NoBase _,
                    Verdict.Refuted _,
                    Verdict.Undetermined _ -> sentence(verdict) + "; " + Remedy.of(verdict.code());
        };
    }

    /// Why a digest is refused whatever is proven about it.
    ///
    /// @param reason as the policy gives it
    public static String revoked(String reason) {
        return "the policy has revoked this digest: " + UntrustedText.escape(reason, REASON_CHARACTERS_MAX);
    }

    /// What a digest that need not be proven rests on: the same words wherever an exemption that was used is
    /// shown.
    ///
    /// @param reason as the policy gives it
    public static String exempted(String reason, Instant until) {
        return "exempt until " + until + ": " + UntrustedText.escape(reason, REASON_CHARACTERS_MAX);
    }

    /// Why what holds of the digest does not hold of its name.
    public static String tagNotPinned() {
        return "nothing speaks against this digest, but it is named by tag, which the node resolves once more";
    }

    /// Why nothing satisfies a policy that cannot be read.
    ///
    /// @param why safe to print
    public static String policyUnusable(String policy, String why) {
        return "no version of the policy " + UntrustedText.escape(policy, NAME_CHARACTERS_MAX) + " can be read: " + why;
    }

    static String wrongSigner(Signer found, String trustRoot, AllowedSigners allowed) {
        return "signed by " + identity(found) + " (trust root " + trustRoot + "), expected "
                + allowed.signers().stream()
                        .map(signer -> identity(signer.signer()) + " (trust root " + signer.trustRoot() + ")")
                        .collect(Collectors.joining(" or "));
    }

    static String unlogged(Signer signer, ReasonCode code) {
        return "signed by " + identity(signer)
                + (code == ReasonCode.TRUSTED_TIME_MISSING
                        ? ", but nothing trusted says when"
                        : ", but no trusted transparency log has the signature");
    }

    static String baseAbsent(Repository repository, Digest digest) {
        return "the base digest " + digest + " is not in " + repository;
    }

    /// `subject (issuer …)`, safe to print.
    public static String identity(Signer signer) {
        return UntrustedText.escape(signer.subject(), IDENTITY_CHARACTERS_MAX) + " (issuer "
                + UntrustedText.escape(signer.issuer(), IDENTITY_CHARACTERS_MAX) + ")";
    }

    private static String recorded(Proof proof) {
        LogEntry entry = proof.logEntry();
        return identity(proof.signer()) + ", log index " + entry.index() + ", " + proof.time()
                + proof.repository().map(place -> ", found in " + place).orElse("");
    }
}
