package io.github.provenancegate.report;

import static io.github.provenancegate.report.Step.Mark.DOUBTFUL;
import static io.github.provenancegate.report.Step.Mark.FAILS;
import static io.github.provenancegate.report.Step.Mark.HOLDS;
import static io.github.provenancegate.report.Step.Mark.OPEN;

import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.report.Step.Fact;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Steps 2 to 4: the signature on the image itself.
final class DeliverySteps {
    private static final String SIGNATURE = "Find the Image's Signature and Verify Its Payload";
    private static final String LOG_ENTRY = "Verify the Transparency Log Entry (Rekor)";
    private static final String CRYPTOGRAPHY = "Verify the Signature Cryptographically";

    /// Faults that are found before a log entry is looked at.
    private static final Set<ReasonCode> ABOUT_THE_PAYLOAD = EnumSet.of(
            ReasonCode.DIGEST_MISMATCH,
            ReasonCode.PAYLOAD_INVALID,
            ReasonCode.KEY_UNSUPPORTED,
            ReasonCode.TOO_MANY_SIGNATURES);

    private static final Set<ReasonCode> ABOUT_THE_LOG_ENTRY =
            EnumSet.of(ReasonCode.LOG_UNKNOWN, ReasonCode.LOG_ENTRY_INVALID, ReasonCode.LOG_ENTRY_MISMATCH);

    /// A policy names two identities as a rule; more commands than this would only hide the chain.
    private static final int COMMANDS_MAX = 4;

    /// An identity is a URI of a workflow; a longer one is somebody's attempt to fill the screen.
    private static final int VALUE_CHARACTERS_MAX = 300;

    private final ImageReport image;
    private final PinnedImage pinned;
    private final HandCommands commands;
    private final Verdict verdict;

    DeliverySteps(ImageReport image, PinnedImage pinned, HandCommands commands) {
        this.image = image;
        this.pinned = pinned;
        this.commands = commands;
        this.verdict = image.judgement().verdict();
    }

    List<Step> steps(Requirement requirement) {
        AllowedSigners allowed = requirement.delivery();
        Optional<Signature> deciding = image.judgement()
                .delivery()
                .<Signature>map(Signature.Proven::new)
                .or(this::decidingCandidate);
        if (deciding.isEmpty()) {
            return List.of(
                    listing(FAILS, "No signature was found on this digest"),
                    Step.notReached(LOG_ENTRY),
                    Step.notReached(CRYPTOGRAPHY));
        }
        return switch (deciding.get()) {
            case Signature.Proven(Proof proof) ->
                List.of(
                        payload(proof),
                        logEntry(proof),
                        signed(proof.signer(), proof.trustRoot(), proof.repository(), allowed));
            case Signature.Unlogged(Signer signer, String trustRoot, ReasonCode code) ->
                List.of(
                        listing(HOLDS, "Signature found and payload verified"),
                        new Step(LOG_ENTRY, List.of(), List.of(), DOUBTFUL, missing(code)),
                        signed(signer, trustRoot, Optional.empty(), allowed));
            case Signature.Refuted refuted -> refuted(refuted, allowed);
            case Signature.Unknown(ReasonCode _, String detail) ->
                List.of(listing(DOUBTFUL, detail), Step.notReached(LOG_ENTRY), Step.notReached(CRYPTOGRAPHY));
        };
    }

    /// The candidate that the verdict is about; where the verdict is about something else, the first.
    private Optional<Signature> decidingCandidate() {
        List<Signature> candidates = image.judgement().others();
        return candidates.stream()
                .filter(candidate -> decides(candidate, verdict))
                .findFirst()
                .or(() -> candidates.stream().findFirst());
    }

    private static boolean decides(Signature candidate, Verdict verdict) {
        return switch (candidate) {
            case Signature.Proven(Proof proof) -> isFound(proof.signer(), verdict);
            case Signature.Unlogged(Signer signer, String _, ReasonCode code) ->
                verdict.code() == code || isFound(signer, verdict);
            case Signature.Refuted refuted -> verdict.code() == refuted.code();
            case Signature.Unknown(ReasonCode code, String _) -> verdict.code() == code;
        };
    }

    private static boolean isFound(Signer signer, Verdict verdict) {
        return verdict instanceof Verdict.Refuted refuted
                && refuted.code() == ReasonCode.WRONG_SIGNER
                && refuted.found().filter(signer::equals).isPresent();
    }

    private Step listing(Step.Mark mark, String conclusion) {
        return new Step(SIGNATURE, List.of(), List.of(commands.listSignatures(pinned)), mark, conclusion);
    }

    private Step payload(Proof proof) {
        String layout = switch (proof.format()) {
            case LEGACY -> "legacy layout";
            case BUNDLE -> "Sigstore bundle";
        };
        String where = proof.repository()
                .filter(place -> !place.equals(pinned.repository()))
                .map(place -> "in " + place)
                .orElse("beside the image");
        return new Step(
                SIGNATURE,
                List.of(
                        new Fact("Signature", "found " + where + " (" + layout + ")"),
                        new Fact("Stored As", proof.signatureDigest().toString()),
                        new Fact("Signed Digest", pinned.digest().toString())),
                List.of(commands.readSignature(pinned, proof)),
                HOLDS,
                "Signature found and payload verified");
    }

    private Step logEntry(Proof proof) {
        return new Step(
                LOG_ENTRY,
                logFacts(proof, commands),
                commands.readLogEntry(proof),
                HOLDS,
                "Recorded, and about this signature");
    }

    /// What a log says about a signature.
    static List<Fact> logFacts(Proof proof, HandCommands commands) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Log Index", String.valueOf(proof.logEntry().index())));
        facts.add(new Fact("Log Id", proof.logEntry().logId()));
        facts.add(proof.logEntry()
                .integratedTime()
                .map(time -> new Fact("Integrated", time.toString()))
                .orElseGet(() -> new Fact("Timestamp", proof.time().toString())));
        commands.logEntryPages(proof).forEach(page -> facts.add(new Fact("Page", page)));
        return facts;
    }

    private Step signed(Signer signer, String trustRoot, Optional<Repository> place, AllowedSigners allowed) {
        List<Fact> facts = signerFacts(signer, trustRoot);
        if (allowed.allow(signer, trustRoot)) {
            return new Step(
                    CRYPTOGRAPHY,
                    facts,
                    List.of(commands.verify(pinned, signer, trustRoot, place)),
                    HOLDS,
                    "Signature, certificate and identity verified");
        }
        return new Step(
                CRYPTOGRAPHY,
                withExpected(facts, allowed),
                verifyCommands(pinned, allowed, commands),
                FAILS,
                "Signed by another identity than the expected");
    }

    private List<Step> refuted(Signature.Refuted refuted, AllowedSigners allowed) {
        List<Fact> claimed = refuted.signer()
                .map(signer -> List.of(fact("Claimed", signer.subject()), fact("by Issuer", signer.issuer())))
                .orElse(List.of());
        if (ABOUT_THE_PAYLOAD.contains(refuted.code())) {
            return List.of(listing(FAILS, refuted.detail()), Step.notReached(LOG_ENTRY), Step.notReached(CRYPTOGRAPHY));
        }
        Step found = listing(OPEN, "Signature found, but it proves nothing: see below");
        if (ABOUT_THE_LOG_ENTRY.contains(refuted.code())) {
            return List.of(
                    found,
                    new Step(LOG_ENTRY, List.of(), List.of(), FAILS, refuted.detail()),
                    Step.notReached(CRYPTOGRAPHY));
        }
        return List.of(
                found,
                new Step(LOG_ENTRY, List.of(), List.of(), OPEN, "Nothing is claimed about it"),
                new Step(
                        CRYPTOGRAPHY,
                        withExpected(claimed, allowed),
                        verifyCommands(pinned, allowed, commands),
                        FAILS,
                        refuted.detail()));
    }

    static List<Fact> signerFacts(Signer signer, String trustRoot) {
        return List.of(
                fact("Signer", signer.subject()), fact("Issuer", signer.issuer()), new Fact("Trust Root", trustRoot));
    }

    static List<Fact> withExpected(List<Fact> facts, AllowedSigners allowed) {
        List<Fact> all = new ArrayList<>(facts);
        for (AllowedSigner one : allowed.signers()) {
            all.add(fact("Expected", one.signer().subject()));
            all.add(fact("by Issuer", one.signer().issuer()));
        }
        return all;
    }

    private static Fact fact(String label, String fromOutside) {
        return new Fact(label, UntrustedText.escape(fromOutside, VALUE_CHARACTERS_MAX));
    }

    static List<String> verifyCommands(PinnedImage about, AllowedSigners allowed, HandCommands commands) {
        return allowed.signers().stream()
                .limit(COMMANDS_MAX)
                .map(signer -> commands.verify(about, signer.signer(), signer.trustRoot(), Optional.empty()))
                .toList();
    }

    private static String missing(ReasonCode code) {
        return code == ReasonCode.TRUSTED_TIME_MISSING
                ? "Recorded, but nothing trusted says when"
                : "No trusted transparency log has the signature";
    }
}
