package io.github.provenancegate.webhook;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.MalformedReferenceException;
import io.github.provenancegate.kubernetes.ImageRuling;
import io.github.provenancegate.kubernetes.NamedImage;
import io.github.provenancegate.policy.Decision;
import io.github.provenancegate.policy.Namespace;
import io.github.provenancegate.policy.NamespaceSource;
import io.github.provenancegate.policy.PolicySet;
import io.github.provenancegate.policy.PolicySource;
import io.github.provenancegate.policy.Ruling;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Verdict;
import io.github.provenancegate.verify.Examination;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.ProvenanceVerifier;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/// Judges the images of one Pod: each distinct image once, a few side by side ([Turns]), all by the policies
/// that are in force when the review begins. Never throws: a defect is the verdict `INTERNAL`, about which the
/// policies decide as about any other.
final class PodReview {
    /// A Pod with more distinct images is nobody's workload, but would make one request cost thousands.
    static final int DISTINCT_IMAGES_MAX = 64;

    private static final Logger LOG = Logger.getLogger(PodReview.class);

    private final ProvenanceVerifier verifier;
    private final PolicySource source;
    private final NamespaceSource namespaces;
    private final InstantSource clock;
    private final Executor executor;

    /// @param clock by which exemptions end
    /// @param executor runs the images side by side; they block, so virtual threads fit
    PodReview(
            ProvenanceVerifier verifier,
            PolicySource source,
            NamespaceSource namespaces,
            InstantSource clock,
            Executor executor) {
        this.verifier = verifier;
        this.source = source;
        this.namespaces = namespaces;
        this.clock = clock;
        this.executor = executor;
    }

    /// The rulings about the images, in their order.
    ///
    /// @param namespace where the Pod will run; while its labels are not known, policies that want some apply
    /// @param images at least one
    List<ImageRuling> rule(Optional<String> namespace, List<NamedImage> images, Inquiry inquiry) {
        return rule(namespace, images, inquiry, PolicySet::rule);
    }

    /// The rulings about images that are named by tag, as if they were named by the digests that were found
    /// ([PolicySet#ruleAsPinned]).
    ///
    /// @param images at least one
    List<ImageRuling> ruleAsPinned(Optional<String> namespace, List<NamedImage> images, Inquiry inquiry) {
        return rule(namespace, images, inquiry, PolicySet::ruleAsPinned);
    }

    /// One of the two ways in which policies rule.
    private interface Way {
        Ruling rule(
                PolicySet policies,
                Optional<Namespace> namespace,
                ImageReference image,
                Instant now,
                PolicySet.Examiner examiner);
    }

    private List<ImageRuling> rule(Optional<String> namespace, List<NamedImage> images, Inquiry inquiry, Way way) {
        Bench bench;
        try {
            bench = new Bench(source.current(), namespace.map(namespaces::of), clock.instant(), inquiry, way);
        } catch (Throwable defect) { // without policies nothing says "admit", so nothing is
            Ruling denied = new Ruling.WithoutPolicy(new Decision.Deny(), Judgement.without(internal(defect)));
            return images.stream().map(image -> new ImageRuling(image, denied)).toList();
        }
        return bench.rule(images);
    }

    /// One review under one set of policies.
    private final class Bench {
        private final PolicySet policies;
        private final Optional<Namespace> namespace;
        private final Instant now;
        private final Inquiry inquiry;
        private final Way way;

        private Bench(PolicySet policies, Optional<Namespace> namespace, Instant now, Inquiry inquiry, Way way) {
            this.policies = policies;
            this.namespace = namespace;
            this.now = now;
            this.inquiry = inquiry;
            this.way = way;
        }

        private List<ImageRuling> rule(List<NamedImage> images) {
            Map<String, NamedImage> distinct = new LinkedHashMap<>();
            images.forEach(image -> distinct.putIfAbsent(image.text(), image));
            if (distinct.size() > DISTINCT_IMAGES_MAX) {
                NamedImage tooMany = List.copyOf(distinct.values()).get(DISTINCT_IMAGES_MAX);
                return List.of(new ImageRuling(
                        tooMany,
                        fault(ReasonCode.TOO_MANY_IMAGES, "the Pod names " + distinct.size() + " distinct images")));
            }
            Turns<Ruling> turns = new Turns<>(executor, inquiry.deadline());
            Map<String, Pending> pending = new HashMap<>();
            distinct.keySet().forEach(text -> pending.put(text, begin(text, turns)));
            turns.await();
            Map<String, Ruling> rulings = new HashMap<>();
            pending.forEach((text, one) -> rulings.put(text, ruling(one)));
            return images.stream()
                    .map(image -> new ImageRuling(image, Objects.requireNonNull(rulings.get(image.text()))))
                    .toList();
        }

        private Pending begin(String text, Turns<Ruling> turns) {
            try {
                ImageReference image = ImageReference.parse(text);
                return new Pending.Asked(image, turns.queue(() -> judge(image)));
            } catch (MalformedReferenceException malformed) {
                return new Pending.Ruled(fault(ReasonCode.IMAGE_INVALID, String.valueOf(malformed.getMessage())));
            } catch (Throwable defect) {
                return new Pending.Ruled(policies.ruleFault(namespace, internal(defect)));
            }
        }

        private Ruling judge(ImageReference image) {
            try {
                return way.rule(
                        policies,
                        namespace,
                        image,
                        now,
                        (reference, requirements) -> verifier.examine(reference, requirements, inquiry).stream()
                                .map(Examination::judgement)
                                .toList());
            } catch (Throwable defect) {
                return undetermined(image, internal(defect));
            }
        }

        private Ruling ruling(Pending pending) {
            return switch (pending) {
                case Pending.Ruled(Ruling ruling) -> ruling;
                case Pending.Asked(ImageReference image, Turns.Turn<Ruling> turn) ->
                    switch (turn.outcome()) {
                        case Turns.Outcome.Done<Ruling>(Ruling ruling) -> ruling;
                        case Turns.Outcome.Failed<Ruling>(Throwable defect) -> undetermined(image, internal(defect));
                        case Turns.Outcome.Unfinished<Ruling> _ -> tooLate(image, "while the image was examined");
                        case Turns.Outcome.NotBegun<Ruling> _ ->
                            tooLate(
                                    image,
                                    "while the image waited for its turn: " + Turns.SIDE_BY_SIDE_MAX
                                            + " images of a Pod are examined at once");
                    };
            };
        }

        private Ruling tooLate(ImageReference image, String during) {
            return undetermined(
                    image, new Verdict.Undetermined(ReasonCode.DEADLINE_EXCEEDED, "the time ran out " + during));
        }

        /// The ruling of the policies that speak of the image, had they been told this verdict.
        private Ruling undetermined(ImageReference image, Verdict.Undetermined verdict) {
            try {
                return policies.rule(
                        namespace,
                        image,
                        now,
                        (_, requirements) -> requirements.stream()
                                .map(_ -> Judgement.without(verdict))
                                .toList());
            } catch (Throwable _) { // the defect is in the policies themselves; it was logged when it was first met
                return policies.ruleFault(namespace, verdict);
            }
        }

        private Ruling fault(ReasonCode code, String detail) {
            return policies.ruleFault(namespace, new Verdict.Refuted(code, detail, Optional.empty()));
        }
    }

    /// An image whose ruling is known, or being found out.
    private sealed interface Pending {
        record Ruled(Ruling ruling) implements Pending {}

        record Asked(ImageReference image, Turns.Turn<Ruling> turn) implements Pending {}
    }

    private static Verdict.Undetermined internal(Throwable defect) {
        LOG.error("a defect while judging an image", defect);
        return new Verdict.Undetermined(
                ReasonCode.INTERNAL,
                "an internal error (" + defect.getClass().getSimpleName() + ") while the image was judged");
    }
}
