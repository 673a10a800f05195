package io.github.provenancegate.report;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.evidence.BaseImage;
import io.github.provenancegate.evidence.Evidence;
import io.github.provenancegate.evidence.LogEntry;
import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.policy.Decision;
import io.github.provenancegate.policy.Mode;
import io.github.provenancegate.policy.Organization;
import io.github.provenancegate.policy.Ruling;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Judge;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.SignaturePlaces;
import io.github.provenancegate.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One answer of each kind, judged from evidence as in production.
final class Answers {
    private static final Organization ACME = new Organization(
            "acme.com", "4cf15780a13a9b6576d8b357e6524554c8c12a18", List.of("c03040118377d88c", "ca93125e202f81f8"));
    private static final Signer SYNCER = ACME.signers().signers().getFirst().signer();
    private static final Signer WORKFLOW = new Signer(
            "https://token.actions.githubusercontent.com",
            "https://github.com/chainguard-images/images-private/.github/workflows/release.yaml@refs/heads/main");
    private static final Requirement DELIVERY =
            new Requirement.Delivery(ACME.signers(), BaseDigestRule.REQUIRED, SignaturePlaces.BESIDE_THE_IMAGE);
    private static final Requirement PUBLIC = new Requirement.Delivery(
            AllowedSigners.of(AllowedSigner.publicGood(WORKFLOW)),
            BaseDigestRule.OPTIONAL,
            SignaturePlaces.BESIDE_THE_IMAGE);
    private static final Repository REFERENCE = Repository.parse("cgr.dev/chainguard-private/python");
    private static final Requirement FULL = new Requirement.Full(
            ACME.signers(),
            REFERENCE,
            AllowedSigners.of(AllowedSigner.publicGood(WORKFLOW)),
            SignaturePlaces.BESIDE_THE_IMAGE,
            SignaturePlaces.BESIDE_THE_IMAGE);

    private static final Digest IMAGE = digest('1');
    private static final Digest BASE = digest('2');
    private static final BaseClaim NAMED = new BaseClaim.Named(List.of(BASE));
    private static final Signature DELIVERED = new Signature.Proven(
            proof(SYNCER, Proof.Format.LEGACY, Optional.of(Instant.parse("2026-11-20T08:30:00Z"))));
    private static final Signature BUILT = new Signature.Proven(proof(WORKFLOW, Proof.Format.BUNDLE, Optional.empty()));

    private Answers() {}

    /// Every status, and every step at which a chain can break.
    static List<ImageReport> all() {
        Signer stranger = new Signer(Organization.ISSUER, Organization.ISSUER + "/" + "0".repeat(40));
        return List.of(
                verified(),
                delivered(),
                answer(
                        DELIVERY,
                        gathered(NAMED, new Signature.Unlogged(SYNCER, "public-good", ReasonCode.LOG_ENTRY_MISSING))),
                answer(FULL, full(new BaseImage.Absent(REFERENCE, BASE))),
                answer(FULL, full(new BaseImage.Present(REFERENCE, BASE, List.of()))),
                answer(FULL, full(new BaseImage.Present(REFERENCE, BASE, List.of(DELIVERED)))),
                answer(
                        FULL,
                        full(new BaseImage.NotReached(
                                REFERENCE, BASE, ReasonCode.REGISTRY_UNAUTHORIZED, "cgr.dev answered 403"))),
                answer(DELIVERY, gathered(NAMED)),
                answer(DELIVERY, gathered(new BaseClaim.Missing("the image names no base digest"), DELIVERED)),
                answer(
                        DELIVERY,
                        gathered(
                                NAMED,
                                refuted(ReasonCode.DIGEST_MISMATCH, Optional.empty()),
                                new Signature.Proven(proof(
                                        stranger,
                                        Proof.Format.LEGACY,
                                        Optional.of(Instant.parse("2026-11-19T12:00:00Z")))))),
                answer(DELIVERY, gathered(NAMED, refuted(ReasonCode.DIGEST_MISMATCH, Optional.empty()))),
                answer(DELIVERY, gathered(NAMED, refuted(ReasonCode.LOG_ENTRY_INVALID, Optional.of(SYNCER)))),
                answer(DELIVERY, gathered(NAMED, refuted(ReasonCode.OUTSIDE_VALIDITY, Optional.of(SYNCER)))),
                answer(
                        DELIVERY,
                        gathered(
                                NAMED,
                                new Signature.Unknown(
                                        ReasonCode.REGISTRY_UNREACHABLE, "cgr.dev refused the connection"))),
                answer(
                        DELIVERY,
                        new Evidence.Unresolved(
                                ReasonCode.IMAGE_NOT_FOUND, "the registry has no cgr.dev/acme.com/python:latest")),
                answer(PUBLIC, gathered(new BaseClaim.NotAsked(), BUILT)),
                ImageReport.ofFault(
                        "evil\u001b[2J image",
                        new Verdict.Refuted(
                                ReasonCode.IMAGE_INVALID, "\"evil\\u001b[2J image\" is not a tag", Optional.empty()),
                        Duration.ZERO));
    }

    static ImageReport verified() {
        return answer(FULL, full(new BaseImage.Present(REFERENCE, BASE, List.of(BUILT))));
    }

    static ImageReport delivered() {
        return answer(DELIVERY, gathered(NAMED, DELIVERED));
    }

    static ImageReport unsigned() {
        return answer(DELIVERY, gathered(NAMED));
    }

    static ImageReport unreachable() {
        return answer(
                DELIVERY, new Evidence.Unresolved(ReasonCode.REGISTRY_UNREACHABLE, "cgr.dev refused the connection"));
    }

    /// Two policies judged the image: the first could not find out, the second refutes it.
    static ImageReport undeterminedForOneRefutedForAnother() {
        Judgement undetermined = unreachable().judgement();
        Judgement unsigned = unsigned().judgement();
        ImageReference reference = ImageReference.parse("cgr.dev/acme.com/python:latest");
        return new ImageReport(
                reference.toString(),
                Optional.of(reference),
                undetermined,
                Optional.of(DELIVERY),
                Optional.of("a"),
                List.of(
                        new Ruling.ByPolicy(
                                "a", Mode.WARN, new Decision.AdmitWithWarning(), undetermined, Optional.empty()),
                        new Ruling.ByPolicy("b", Mode.AUDIT, new Decision.AdmitAudited(), unsigned, Optional.empty())),
                Duration.ofMillis(12),
                3,
                Optional.empty());
    }

    private static ImageReport answer(Requirement requirement, Evidence evidence) {
        ImageReference reference = ImageReference.parse("cgr.dev/acme.com/python:latest");
        Judgement judgement = Judge.judge(evidence, requirement);
        return new ImageReport(
                reference.toString(),
                Optional.of(reference),
                judgement,
                Optional.of(requirement),
                Optional.of("acme"),
                List.of(new Ruling.ByPolicy(
                        "acme",
                        Mode.ENFORCE,
                        judgement.verdict().isProven() ? new Decision.Admit() : new Decision.Deny(),
                        judgement,
                        Optional.empty())),
                Duration.ofMillis(42),
                5,
                Optional.empty());
    }

    private static Evidence gathered(BaseClaim claim, Signature... delivery) {
        return new Evidence.Gathered(
                new PinnedImage(Repository.parse("cgr.dev/acme.com/python"), IMAGE),
                claim,
                List.of(delivery),
                List.of());
    }

    private static Evidence full(BaseImage base) {
        return new Evidence.Gathered(
                new PinnedImage(Repository.parse("cgr.dev/acme.com/python"), IMAGE),
                NAMED,
                List.of(DELIVERED),
                List.of(base));
    }

    private static Signature refuted(ReasonCode code, Optional<Signer> signer) {
        return new Signature.Refuted(signer, code, "this candidate fails on purpose");
    }

    private static Proof proof(Signer signer, Proof.Format format, Optional<Instant> integrated) {
        return new Proof(
                signer,
                "public-good",
                new LogEntry(1_234_567, "c0d23d6ad406973f9559f3ba2d1ca01f84147d8ffc5b8445c224f98b9591801d", integrated),
                integrated.orElse(Instant.parse("2026-11-21T09:00:00Z")),
                format,
                digest('3'),
                Optional.empty());
    }

    private static Digest digest(char hex) {
        return new Digest(String.valueOf(hex).repeat(64));
    }
}
