package io.github.provenancegate.policy;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.verdict.Explanation;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Verdict;
import java.time.Instant;
import java.util.Optional;

/// What one policy makes of what is proven about one image. The first row that fits decides:
///
/// | the image | decision |
/// | --- | --- |
/// | has a revoked digest | the mode's, as `IMAGE_REVOKED`: neither proof nor exemption helps |
/// | is proven or exempt, but named by tag, under `requireDigest: deny` | the mode's, as `TAG_NOT_PINNED` |
/// | 〃 under `requireDigest: warn` | admitted with a warning |
/// | is proven | admitted |
/// | is exempt | admitted as exempt |
/// | could not be reached, under `onUndetermined: allow` | admitted with a warning, where the mode would deny |
/// | is anything else | the mode's |
///
/// Revocations and exemptions speak of the digest that was judged: of a tag that could not be resolved none is
/// known.
///
/// @param mode the policy's, or the namespace's where that is stricter
/// @param image as it is named
/// @param now by which exemptions end
record Weighing(ProvenancePolicy policy, Mode mode, ImageReference image, Instant now) {
    Ruling.ByPolicy weigh(Judgement judgement) {
        Optional<PinnedImage> judged = judgement.image().or(this::written);
        Optional<Revocation> revocation = judged.flatMap(policy::revocationOf);
        if (revocation.isPresent()) {
            return refused(
                    judgement,
                    ReasonCode.IMAGE_REVOKED,
                    Explanation.revoked(revocation.get().reason()));
        }
        if (judgement.verdict().isProven()) {
            return passed(judgement, new Decision.Admit(), Optional.empty());
        }
        Optional<Exemption> exemption = judged.flatMap(one -> policy.exemptionOf(one, now));
        return exemption.isPresent()
                ? passed(judgement, new Decision.AdmitExempted(), exemption)
                : ruled(judgement, notProven(judgement.verdict()), Optional.empty());
    }

    private Optional<PinnedImage> written() {
        return switch (image) {
            case ImageReference.Pinned pinned -> Optional.of(PinnedImage.of(pinned));
            case ImageReference.Tagged _ -> Optional.empty();
        };
    }

    /// Nothing speaks against the digest; perhaps something does against its name.
    private Ruling.ByPolicy passed(Judgement judgement, Decision admitted, Optional<Exemption> exemption) {
        return switch (image) {
            case ImageReference.Pinned _ -> ruled(judgement, admitted, exemption);
            case ImageReference.Tagged _ ->
                switch (policy.requireDigest()) {
                    case ALLOW -> ruled(judgement, admitted, exemption);
                    case WARN -> ruled(judgement, new Decision.AdmitWithWarning(), exemption);
                    case DENY -> refused(judgement, ReasonCode.TAG_NOT_PINNED, Explanation.tagNotPinned());
                };
        };
    }

    private Ruling.ByPolicy refused(Judgement judgement, ReasonCode code, String why) {
        Judgement refuted = judgement.with(new Verdict.Refuted(code, why, Optional.empty()));
        return ruled(refuted, Ruling.notProven(mode), Optional.empty());
    }

    private Decision notProven(Verdict verdict) {
        boolean allowed = verdict instanceof Verdict.Undetermined undetermined
                && undetermined.code() == ReasonCode.REGISTRY_UNREACHABLE
                && policy.onUndetermined() == UndeterminedAction.ALLOW
                && mode == Mode.ENFORCE;
        return allowed ? new Decision.AdmitWithWarning() : Ruling.notProven(mode);
    }

    private Ruling.ByPolicy ruled(Judgement judgement, Decision decision, Optional<Exemption> exemption) {
        return new Ruling.ByPolicy(policy.name(), mode, decision, judgement, exemption);
    }
}
