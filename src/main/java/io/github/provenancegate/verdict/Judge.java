package io.github.provenancegate.verdict;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.evidence.Evidence;
import io.github.provenancegate.evidence.Evidence.Gathered;
import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.ReasonCode.Family;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.verdict.Candidates.Best;
import java.util.List;
import java.util.Optional;

/// Measures evidence against a requirement: pure and total. The first matching row wins.
///
/// | base digest | best delivery signature | base image in the reference | verdict |
/// | --- | --- | --- | --- |
/// | could not be read (or the image not resolved) | any | any | `ERROR` (refuted beats undetermined) |
/// | none, or not of every runnable platform, and required | any | any | `NO_BASE` |
/// | named, or not required | absent | any | `NO_SIG` |
/// | 〃 | wrong signer, refuted | any | `ERROR` (refuted) |
/// | 〃 | could not ask | any | `ERROR` (undetermined) |
/// | 〃 | unlogged | any | `PARTIAL` |
/// | 〃 | proven | not asked (delivery mode) | `DELIVERY_VERIFIED` |
/// | named | proven | could not ask | `ERROR` (undetermined) |
/// | named | proven | missing | `NOT_FOUND` |
/// | named | proven | there; build signature wrong signer, refuted | `ERROR` (refuted) |
/// | named | proven | there; build signature could not be asked | `ERROR` (undetermined) |
/// | named | proven | there; build absent or unlogged | `PARTIAL` |
/// | named | proven | there; build proven | `VERIFIED` |
///
/// Several bases: the worst decides ([BaseJudge]).
public final class Judge {
    private Judge() {}

    /// The verdict, with the findings beside it. Never throws, never null.
    public static Judgement judge(Evidence evidence, Requirement requirement) {
        return switch (evidence) {
            case Evidence.Unresolved(ReasonCode code, String detail) -> Judgement.without(fault(code, detail));
            case Gathered gathered -> judgeGathered(gathered, requirement);
        };
    }

    private static Judgement judgeGathered(Gathered evidence, Requirement requirement) {
        Best best = Candidates.best(evidence.delivery(), requirement.delivery());
        Optional<Verdict> withoutBase =
                claimFault(evidence.claim(), requirement, best).or(() -> deliveryFault(best, requirement.delivery()));
        if (withoutBase.isPresent()) {
            return findings(withoutBase.get(), evidence, best, firstBase(evidence.claim()), Optional.empty());
        }
        Proof delivery = ((Best.ProvenByAllowed) best).proof();
        return switch (requirement) {
            case Requirement.Delivery _ ->
                findings(
                        new Verdict.DeliveryVerified(delivery),
                        evidence,
                        best,
                        firstBase(evidence.claim()),
                        Optional.empty());
            case Requirement.Full full -> judgeBases(evidence, best, delivery, full);
        };
    }

    /// Rows 1 and 2: what the image says about its base.
    private static Optional<Verdict> claimFault(BaseClaim claim, Requirement requirement, Best best) {
        boolean required = requirement.baseDigest() == BaseDigestRule.REQUIRED;
        return switch (claim) {
            case BaseClaim.Named _ -> Optional.empty();
            // also where no base is required: it is asked for then only to hash what a tag was resolved to
            case BaseClaim.Unreadable(ReasonCode code, String detail) ->
                Optional.of(unreadable(code, detail, best, requirement.delivery()));
            case BaseClaim.Missing(String detail) ->
                required ? Optional.of(new Verdict.NoBase(ReasonCode.BASE_LABEL_MISSING, detail)) : Optional.empty();
            case BaseClaim.Invalid(String detail) ->
                required ? Optional.of(new Verdict.NoBase(ReasonCode.BASE_LABEL_INVALID, detail)) : Optional.empty();
            case BaseClaim.NotAsked _ ->
                required
                        ? Optional.of(
                                new Verdict.Undetermined(ReasonCode.INTERNAL, "the base digest was not looked for"))
                        : Optional.empty();
        };
    }

    /// A registry that hides the image's own documents must not turn a refuted image into an undetermined one.
    private static Verdict unreadable(ReasonCode code, String detail, Best best, AllowedSigners allowed) {
        Verdict verdict = fault(code, detail);
        boolean refuted = best instanceof Best.ByAnother || best instanceof Best.Refuted;
        return refuted && verdict instanceof Verdict.Undetermined
                ? deliveryFault(best, allowed).orElse(verdict)
                : verdict;
    }

    /// Rows 3 to 6: empty exactly when the delivery is proven by an allowed signer.
    private static Optional<Verdict> deliveryFault(Best best, AllowedSigners allowed) {
        return switch (best) {
            case Best.ProvenByAllowed _ -> Optional.empty();
            case Best.Absent _ -> Optional.of(new Verdict.Unsigned());
            case Best.ByAnother(Signer signer, String trustRoot) ->
                Optional.of(new Verdict.Refuted(
                        ReasonCode.WRONG_SIGNER,
                        Explanation.wrongSigner(signer, trustRoot, allowed),
                        Optional.of(signer)));
            case Best.Refuted(Optional<Signer> signer, ReasonCode code, String detail) ->
                Optional.of(new Verdict.Refuted(code, detail, signer));
            case Best.Unknown(ReasonCode code, String detail) -> Optional.of(new Verdict.Undetermined(code, detail));
            case Best.UnloggedByAllowed(Signer signer, ReasonCode code) ->
                Optional.of(new Verdict.Partial(code, Explanation.unlogged(signer, code)));
        };
    }

    /// Rows 8 to 13.
    private static Judgement judgeBases(Gathered evidence, Best best, Proof delivery, Requirement.Full full) {
        return switch (BaseJudge.worst(evidence.claim(), evidence.bases(), full)) {
            case BaseJudge.AllProven(List<BaseJudge.ProvenBase> bases) ->
                findings(
                        new Verdict.Verified(
                                delivery,
                                bases.stream().map(BaseJudge.ProvenBase::build).toList()),
                        evidence,
                        best,
                        Optional.of(bases.getFirst().digest()),
                        Optional.of(bases.getFirst().build()));
            case BaseJudge.Faulty(Digest base, Verdict verdict) ->
                findings(verdict, evidence, best, Optional.of(base), Optional.empty());
        };
    }

    private static Verdict fault(ReasonCode code, String detail) {
        return code.family() == Family.REFUTED
                ? new Verdict.Refuted(code, detail, Optional.empty())
                : new Verdict.Undetermined(code, detail);
    }

    private static Optional<Digest> firstBase(BaseClaim claim) {
        return claim instanceof BaseClaim.Named(List<Digest> digests)
                ? Optional.of(digests.getFirst())
                : Optional.empty();
    }

    private static Judgement findings(
            Verdict verdict, Gathered evidence, Best best, Optional<Digest> base, Optional<Proof> build) {
        Optional<Proof> delivery =
                best instanceof Best.ProvenByAllowed(Proof proof) ? Optional.of(proof) : Optional.empty();
        List<Signature> others = evidence.delivery().stream()
                .filter(candidate -> !(candidate instanceof Signature.Proven(Proof proof)
                        && delivery.filter(proof::equals).isPresent()))
                .toList();
        return new Judgement(verdict, Optional.of(evidence.image()), delivery, base, build, others);
    }
}
