package io.github.provenancegate.verdict;

import static io.github.provenancegate.verdict.Facts.ALLOWED;
import static io.github.provenancegate.verdict.Facts.BY_ANOTHER;
import static io.github.provenancegate.verdict.Facts.IMAGE;
import static io.github.provenancegate.verdict.Facts.PROVEN;
import static io.github.provenancegate.verdict.Facts.REFERENCE;
import static io.github.provenancegate.verdict.Facts.REFUTED;
import static io.github.provenancegate.verdict.Facts.UNAUTHORIZED;
import static io.github.provenancegate.verdict.Facts.UNLOGGED;
import static io.github.provenancegate.verdict.Facts.UNREACHABLE;
import static io.github.provenancegate.verdict.Facts.UNTIMED;
import static io.github.provenancegate.verdict.Facts.digest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.evidence.BaseImage;
import io.github.provenancegate.evidence.Evidence;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Exhaustive over small evidence: taking a good piece away, or putting a worse one in its place, never makes a
/// verdict good that was not good before.
class VerdictNeverImprovesTest {
    private static final List<Signature> ALL =
            List.of(PROVEN, UNLOGGED, UNTIMED, BY_ANOTHER, REFUTED, UNAUTHORIZED, UNREACHABLE);
    private static final List<Requirement> REQUIREMENTS = List.of(
            new Requirement.Delivery(ALLOWED, BaseDigestRule.REQUIRED, SignaturePlaces.BESIDE_THE_IMAGE),
            new Requirement.Delivery(ALLOWED, BaseDigestRule.OPTIONAL, SignaturePlaces.BESIDE_THE_IMAGE),
            new Requirement.Full(
                    ALLOWED, REFERENCE, ALLOWED, SignaturePlaces.BESIDE_THE_IMAGE, SignaturePlaces.BESIDE_THE_IMAGE));

    @Test
    void withoutAProofByAnAllowedSignerNothingIsEverGood() {
        int judged = 0;
        for (Requirement requirement : REQUIREMENTS) {
            for (Evidence.Gathered evidence : everyEvidence()) {
                boolean delivered = evidence.delivery().contains(PROVEN);
                boolean built = !evidence.bases().isEmpty()
                        && evidence.bases().stream().allMatch(VerdictNeverImprovesTest::isBuilt);
                boolean named = evidence.claim() instanceof BaseClaim.Named;
                boolean unread = evidence.claim() instanceof BaseClaim.Unreadable;
                boolean good = Judge.judge(evidence, requirement).verdict().isProven();
                boolean deserved = switch (requirement) {
                    case Requirement.Delivery(var _, BaseDigestRule rule, var _) ->
                        delivered && !unread && (named || rule == BaseDigestRule.OPTIONAL);
                    case Requirement.Full _ -> delivered && named && built;
                };
                assertThat(good).as("%s under %s", evidence, requirement).isEqualTo(deserved);
                judged++;
            }
        }
        assertThat(judged).isGreaterThan(5_000);
    }

    private static boolean isBuilt(BaseImage base) {
        return base instanceof BaseImage.Present present && present.build().contains(PROVEN);
    }

    private static List<Evidence.Gathered> everyEvidence() {
        List<Evidence.Gathered> every = new ArrayList<>();
        List<BaseClaim> claims = List.of(
                new BaseClaim.Named(List.of(digest('b'))),
                new BaseClaim.Missing(""),
                new BaseClaim.Invalid(""),
                new BaseClaim.NotAsked(),
                new BaseClaim.Unreadable(ReasonCode.REGISTRY_UNREACHABLE, ""),
                new BaseClaim.Unreadable(ReasonCode.IMAGE_INVALID, ""));
        for (BaseClaim claim : claims) {
            for (List<Signature> delivery : pairs()) {
                for (List<BaseImage> bases : bases()) {
                    every.add(new Evidence.Gathered(IMAGE, claim, delivery, bases));
                }
            }
        }
        return every;
    }

    private static List<List<BaseImage>> bases() {
        List<List<BaseImage>> bases = new ArrayList<>();
        bases.add(List.of());
        bases.add(List.of(new BaseImage.Absent(REFERENCE, digest('b'))));
        bases.add(List.of(new BaseImage.Corrupt(REFERENCE, digest('b'), "")));
        bases.add(List.of(new BaseImage.NotReached(REFERENCE, digest('b'), ReasonCode.REGISTRY_UNREACHABLE, "")));
        pairs().forEach(build -> bases.add(List.of(new BaseImage.Present(REFERENCE, digest('b'), build))));
        return bases;
    }

    private static List<List<Signature>> pairs() {
        List<List<Signature>> pairs = new ArrayList<>();
        pairs.add(List.of());
        for (Signature first : ALL) {
            pairs.add(List.of(first));
            ALL.forEach(second -> pairs.add(List.of(first, second)));
        }
        return pairs;
    }
}
