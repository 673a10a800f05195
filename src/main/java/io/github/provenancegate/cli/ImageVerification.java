package io.github.provenancegate.cli;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.MalformedReferenceException;
import io.github.provenancegate.policy.Decision;
import io.github.provenancegate.policy.Namespace;
import io.github.provenancegate.policy.PolicySet;
import io.github.provenancegate.policy.Ruling;
import io.github.provenancegate.report.ImageReport;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.Verdict;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Examination;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.ProvenanceVerifier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Verifies one image as the policies want it; always gives an answer.
///
/// @param clock by which exemptions end
/// @param nanoTime a monotonic clock in nanoseconds
record ImageVerification(
        ProvenanceVerifier verifier, PolicySet policies, Duration timeout, InstantSource clock, LongSupplier nanoTime)
        implements Function<Asked, ImageReport> {
    private static final Logger LOG = Logger.getLogger(ImageVerification.class.getName());

    @Override
    public ImageReport apply(Asked asked) {
        return switch (asked) {
            case Asked.Image(String text) -> verified(text);
            case Asked.Fault(String text, Verdict verdict) -> ImageReport.ofFault(text, verdict, Duration.ZERO);
        };
    }

    private ImageReport verified(String asked) {
        return rule(Optional.empty(), asked).report();
    }

    /// What the policies make of an image.
    ///
    /// @param decision what admission would say
    record Ruled(ImageReport report, Decision decision) {}

    /// Judges an image where it will run; always gives an answer.
    ///
    /// @param namespace empty where none is known: every policy applies then
    Ruled rule(Optional<Namespace> namespace, String asked) {
        long start = nanoTime.getAsLong();
        try {
            return ruled(namespace, asked, ImageReference.parse(asked), start);
        } catch (MalformedReferenceException malformed) {
            return fault(
                    namespace,
                    asked,
                    new Verdict.Refuted(
                            ReasonCode.IMAGE_INVALID, String.valueOf(malformed.getMessage()), Optional.empty()),
                    start);
        } catch (RuntimeException defect) { // one image's defect must not take the others' answers along
            LOG.log(Level.FINE, "a defect while an image was verified", defect);
            return fault(
                    namespace,
                    asked,
                    new Verdict.Undetermined(
                            ReasonCode.INTERNAL,
                            "an internal error (" + defect.getClass().getSimpleName() + ")"),
                    start);
        }
    }

    private Ruled fault(Optional<Namespace> namespace, String asked, Verdict verdict, long start) {
        return new Ruled(
                ImageReport.ofFault(asked, verdict, since(start)),
                policies.ruleFault(namespace, verdict).decision());
    }

    private Ruled ruled(Optional<Namespace> namespace, String asked, ImageReference reference, long start) {
        RequestCount requests = new RequestCount();
        Inquiry inquiry = new Inquiry(Deadline.after(timeout, nanoTime), requests);
        List<Requirement> asRequired = new ArrayList<>();
        Ruling ruling = policies.rule(namespace, reference, clock.instant(), (image, requirements) -> {
            asRequired.addAll(requirements);
            return verifier.examine(image, requirements, inquiry).stream()
                    .map(Examination::judgement)
                    .toList();
        });
        Duration took = since(start);
        ImageReport report = switch (ruling) {
            case Ruling.Judged(Ruling.ByPolicy deciding, List<Ruling.ByPolicy> each) ->
                new ImageReport(
                        asked,
                        Optional.of(reference),
                        deciding.judgement(),
                        asRequired.size() == each.size()
                                ? Optional.of(asRequired.get(each.indexOf(deciding)))
                                : Optional.empty(),
                        Optional.of(deciding.policy()),
                        each,
                        took,
                        requests.count(),
                        Optional.empty());
            case Ruling.WithoutPolicy(var _, var judgement) ->
                withoutPolicy(asked, reference, judgement, took, requests.count());
            case Ruling.Excluded(String policy) ->
                withoutPolicy(
                        asked,
                        reference,
                        Judgement.without(new Verdict.Refuted(
                                ReasonCode.NO_POLICY_MATCHES,
                                "the policy " + policy + " takes this namespace out",
                                Optional.empty())),
                        took,
                        requests.count());
        };
        return new Ruled(report, ruling.decision());
    }

    private static ImageReport withoutPolicy(
            String asked, ImageReference reference, Judgement judgement, Duration took, int requests) {
        return new ImageReport(
                asked,
                Optional.of(reference),
                judgement,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                took,
                requests,
                Optional.empty());
    }

    private Duration since(long start) {
        return Duration.ofNanos(nanoTime.getAsLong() - start);
    }

    private static final class RequestCount implements Observer {
        private final AtomicInteger requests = new AtomicInteger();

        @Override
        public void requested(Request request) {
            requests.incrementAndGet();
        }

        int count() {
            return requests.get();
        }
    }
}
