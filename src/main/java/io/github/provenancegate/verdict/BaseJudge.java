package io.github.provenancegate.verdict;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.evidence.BaseImage;
import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.verdict.Candidates.Best;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Judges each named base by the same rows; of several the worst decides, worst first: refuted, `NOT_FOUND`,
/// `PARTIAL`, undetermined, proven; of several undetermined ones any other code outranks
/// `REGISTRY_UNREACHABLE`; then index order.
final class BaseJudge {
    /// What the bases together mean.
    sealed interface Outcome {}

    /// Every named base is there and its build proven; never empty.
    record AllProven(List<ProvenBase> bases) implements Outcome {}

    /// The worst base and its verdict, never a good one.
    record Faulty(Digest base, Verdict verdict) implements Outcome {}

    record ProvenBase(Digest digest, Proof build) {}

    private BaseJudge() {}

    static Outcome worst(BaseClaim claim, List<BaseImage> bases, Requirement.Full requirement) {
        List<ProvenBase> proven = new ArrayList<>();
        List<Faulty> faults = new ArrayList<>();
        for (Digest named : namedBy(claim)) {
            switch (judge(named, bases, requirement)) {
                case AllProven(List<ProvenBase> one) -> proven.addAll(one);
                case Faulty fault -> faults.add(fault);
            }
        }
        // min keeps the first of equals: index order
        return faults.stream()
                .min(Comparator.comparingInt(fault -> severity(fault.verdict())))
                .<Outcome>map(fault -> fault)
                .orElseGet(() -> new AllProven(proven));
    }

    private static List<Digest> namedBy(BaseClaim claim) {
        return switch (claim) {
            case BaseClaim.Named(List<Digest> digests) -> digests;
            case BaseClaim.Missing _, BaseClaim.Invalid _, BaseClaim.Unreadable _, BaseClaim.NotAsked _ ->
                throw new IllegalStateException("the bases are judged only after the claim was found to name one");
        };
    }

    private static Outcome judge(Digest named, List<BaseImage> bases, Requirement.Full requirement) {
        Optional<BaseImage> asked = bases.stream()
                .filter(base -> base.digest().equals(named) && base.repository().equals(requirement.reference()))
                .findFirst();
        if (asked.isEmpty()) {
            return new Faulty(
                    named, new Verdict.Undetermined(ReasonCode.INTERNAL, "the base image was not looked for"));
        }
        return switch (asked.get()) {
            case BaseImage.NotReached(var _, Digest digest, ReasonCode code, String detail) ->
                new Faulty(digest, new Verdict.Undetermined(code, detail));
            case BaseImage.Absent(var repository, Digest digest) ->
                new Faulty(digest, new Verdict.BaseNotFound(digest, Explanation.baseAbsent(repository, digest)));
            case BaseImage.Corrupt(var _, Digest digest, String detail) ->
                new Faulty(digest, new Verdict.Refuted(ReasonCode.BASE_REFUTED, detail, Optional.empty()));
            case BaseImage.Present present -> judgeBuild(present, requirement.build());
        };
    }

    private static Outcome judgeBuild(BaseImage.Present base, AllowedSigners allowed) {
        return switch (Candidates.best(base.build(), allowed)) {
            case Best.ProvenByAllowed(Proof proof) -> new AllProven(List.of(new ProvenBase(base.digest(), proof)));
            case Best.ByAnother(Signer signer, String trustRoot) ->
                new Faulty(
                        base.digest(),
                        new Verdict.Refuted(
                                ReasonCode.BASE_WRONG_SIGNER,
                                "the base image is " + Explanation.wrongSigner(signer, trustRoot, allowed),
                                Optional.of(signer)));
            case Best.Refuted(Optional<Signer> signer, ReasonCode code, String detail) ->
                new Faulty(
                        base.digest(),
                        new Verdict.Refuted(
                                ReasonCode.BASE_REFUTED,
                                "the base image's signature: " + code + ": " + detail,
                                signer));
            case Best.Unknown(ReasonCode code, String detail) ->
                new Faulty(base.digest(), new Verdict.Undetermined(code, detail));
            case Best.Absent _ ->
                new Faulty(
                        base.digest(),
                        new Verdict.Partial(
                                ReasonCode.BASE_UNSIGNED,
                                "the base image " + base.digest() + " carries no build signature"));
            case Best.UnloggedByAllowed(Signer signer, ReasonCode code) ->
                new Faulty(
                        base.digest(),
                        new Verdict.Partial(
                                code == ReasonCode.TRUSTED_TIME_MISSING
                                        ? ReasonCode.BASE_TRUSTED_TIME_MISSING
                                        : ReasonCode.BASE_LOG_ENTRY_MISSING,
                                "the base image is " + Explanation.unlogged(signer, code)));
        };
    }

    private static int severity(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Refuted _ -> 0;
            case Verdict.BaseNotFound _ -> 1;
            case Verdict.Partial _ -> 2;
            case Verdict.Undetermined undetermined -> undetermined.code() == ReasonCode.REGISTRY_UNREACHABLE ? 4 : 3;
            case Verdict.Verified _, Verdict.DeliveryVerified _, Verdict.Unsigned _, Verdict.NoBase _ -> 5;
        };
    }
}
