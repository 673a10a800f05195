package io.github.provenancegate.verdict;

import static io.github.provenancegate.verdict.Facts.ALLOWED;
import static io.github.provenancegate.verdict.Facts.BY_ANOTHER;
import static io.github.provenancegate.verdict.Facts.IMAGE;
import static io.github.provenancegate.verdict.Facts.PROVEN;
import static io.github.provenancegate.verdict.Facts.REFERENCE;
import static io.github.provenancegate.verdict.Facts.REFUTED;
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
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The decision table of the documents, one line a cell; [JudgeTest] has the precedences.
class DecisionTableTest {
    private static final Requirement DELIVERY =
            new Requirement.Delivery(ALLOWED, BaseDigestRule.REQUIRED, SignaturePlaces.BESIDE_THE_IMAGE);
    private static final Requirement PUBLIC =
            new Requirement.Delivery(ALLOWED, BaseDigestRule.OPTIONAL, SignaturePlaces.BESIDE_THE_IMAGE);
    private static final Requirement FULL = new Requirement.Full(
            ALLOWED, REFERENCE, ALLOWED, SignaturePlaces.BESIDE_THE_IMAGE, SignaturePlaces.BESIDE_THE_IMAGE);

    @ParameterizedTest(name = "{0}, claim {1}, delivery {2}, base {3}: {4} {5}")
    @CsvSource({
        // a base that is required and not named decides first, whatever else was found
        "delivery, missing,      proven,       -,            NO_BASE,           BASE_LABEL_MISSING",
        "delivery, missing,      absent,       -,            NO_BASE,           BASE_LABEL_MISSING",
        "delivery, invalid,      refuted,      -,            NO_BASE,           BASE_LABEL_INVALID",
        "delivery, missing,      unreachable,  -,            NO_BASE,           BASE_LABEL_MISSING",
        "full,     missing,      proven,       -,            NO_BASE,           BASE_LABEL_MISSING",
        "full,     invalid,      proven,       -,            NO_BASE,           BASE_LABEL_INVALID",
        // a base claim that could not be read comes before the table
        "delivery, unreadable,   proven,       -,            ERROR,             REGISTRY_UNREACHABLE",
        "delivery, unreadable,   absent,       -,            ERROR,             REGISTRY_UNREACHABLE",
        "public,   unreadable,   proven,       -,            ERROR,             REGISTRY_UNREACHABLE",
        "delivery, unreadable,   refuted,      -,            ERROR,             SIGNATURE_INVALID",
        "delivery, unreadable,   another,      -,            ERROR,             WRONG_SIGNER",
        "delivery, corrupt,      proven,       -,            ERROR,             IMAGE_INVALID",
        // the delivery signature
        "delivery, named,        absent,       -,            NO_SIG,            UNSIGNED",
        "delivery, named,        another,      -,            ERROR,             WRONG_SIGNER",
        "delivery, named,        refuted,      -,            ERROR,             SIGNATURE_INVALID",
        "delivery, named,        unreachable,  -,            ERROR,             REGISTRY_UNREACHABLE",
        "delivery, named,        unlogged,     -,            PARTIAL,           LOG_ENTRY_MISSING",
        "delivery, named,        untimed,      -,            PARTIAL,           TRUSTED_TIME_MISSING",
        "delivery, named,        proven,       -,            DELIVERY_VERIFIED, PROVEN",
        "public,   not-asked,    absent,       -,            NO_SIG,            UNSIGNED",
        "public,   not-asked,    another,      -,            ERROR,             WRONG_SIGNER",
        "public,   missing,      proven,       -,            DELIVERY_VERIFIED, PROVEN",
        "public,   invalid,      proven,       -,            DELIVERY_VERIFIED, PROVEN",
        "public,   not-asked,    proven,       -,            DELIVERY_VERIFIED, PROVEN",
        "delivery, not-asked,    proven,       -,            ERROR,             INTERNAL",
        "full,     named,        absent,       proven,       NO_SIG,            UNSIGNED",
        "full,     named,        another,      proven,       ERROR,             WRONG_SIGNER",
        "full,     named,        refuted,      proven,       ERROR,             SIGNATURE_INVALID",
        "full,     named,        unreachable,  proven,       ERROR,             REGISTRY_UNREACHABLE",
        "full,     named,        unlogged,     proven,       PARTIAL,           LOG_ENTRY_MISSING",
        // the base image and its build signature
        "full,     named,        proven,       not-reached,  ERROR,             REGISTRY_UNREACHABLE",
        "full,     named,        proven,       gone,         NOT_FOUND,         BASE_NOT_IN_REFERENCE",
        "full,     named,        proven,       corrupt,      ERROR,             BASE_REFUTED",
        "full,     named,        proven,       another,      ERROR,             BASE_WRONG_SIGNER",
        "full,     named,        proven,       refuted,      ERROR,             BASE_REFUTED",
        "full,     named,        proven,       unreachable,  ERROR,             REGISTRY_UNREACHABLE",
        "full,     named,        proven,       absent,       PARTIAL,           BASE_UNSIGNED",
        "full,     named,        proven,       unlogged,     PARTIAL,           BASE_LOG_ENTRY_MISSING",
        "full,     named,        proven,       untimed,      PARTIAL,           BASE_TRUSTED_TIME_MISSING",
        "full,     named,        proven,       proven,       VERIFIED,          PROVEN",
        "full,     named,        proven,       -,            ERROR,             INTERNAL",
    })
    void theTableDecides(String mode, String claim, String delivery, String base, Status status, ReasonCode code) {
        Judgement judgement = Judge.judge(
                new Evidence.Gathered(IMAGE, claim(claim), candidates(delivery), bases(base)), requirement(mode));

        assertThat(judgement.verdict().status()).isEqualTo(status);
        assertThat(judgement.verdict().code()).isEqualTo(code);
        assertThat(judgement.verdict().isProven())
                .isEqualTo(status == Status.VERIFIED || status == Status.DELIVERY_VERIFIED);
    }

    private static Requirement requirement(String mode) {
        return switch (mode) {
            case "delivery" -> DELIVERY;
            case "public" -> PUBLIC;
            case "full" -> FULL;
            default -> throw new IllegalArgumentException(mode);
        };
    }

    private static BaseClaim claim(String claim) {
        return switch (claim) {
            case "named" -> new BaseClaim.Named(List.of(digest('b')));
            case "missing" -> new BaseClaim.Missing("no base is named");
            case "invalid" -> new BaseClaim.Invalid("no digest");
            case "unreadable" -> new BaseClaim.Unreadable(ReasonCode.REGISTRY_UNREACHABLE, "no connection");
            case "corrupt" -> new BaseClaim.Unreadable(ReasonCode.IMAGE_INVALID, "wrong bytes");
            case "not-asked" -> new BaseClaim.NotAsked();
            default -> throw new IllegalArgumentException(claim);
        };
    }

    private static List<Signature> candidates(String best) {
        return switch (best) {
            case "absent" -> List.of();
            case "proven" -> List.of(PROVEN);
            case "unlogged" -> List.of(UNLOGGED);
            case "untimed" -> List.of(UNTIMED);
            case "another" -> List.of(BY_ANOTHER);
            case "refuted" -> List.of(REFUTED);
            case "unreachable" -> List.of(UNREACHABLE);
            default -> throw new IllegalArgumentException(best);
        };
    }

    private static List<BaseImage> bases(String base) {
        return switch (base) {
            case "-" -> List.of();
            case "gone" -> List.of(new BaseImage.Absent(REFERENCE, digest('b')));
            case "corrupt" -> List.of(new BaseImage.Corrupt(REFERENCE, digest('b'), "wrong bytes"));
            case "not-reached" ->
                List.of(new BaseImage.NotReached(
                        REFERENCE, digest('b'), ReasonCode.REGISTRY_UNREACHABLE, "no connection"));
            default -> List.of(new BaseImage.Present(REFERENCE, digest('b'), candidates(base)));
        };
    }
}
