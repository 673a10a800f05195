package io.github.provenancegate.cli;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.MalformedReferenceException;
import io.github.provenancegate.policy.PolicySet;
import io.github.provenancegate.policy.Ruling;
import io.github.provenancegate.report.ImageReport;
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
        long start = nanoTime.getAsLong();
        try {
            return ruled(asked, ImageReference.parse(asked), start);
        } catch (MalformedReferenceException malformed) {
            return ImageReport.ofFault(
                    asked,
                    new Verdict.Refuted(
                            ReasonCode.IMAGE_INVALID, String.valueOf(malformed.getMessage()), Optional.empty()),
                    since(start));
        } catch (RuntimeException defect) { // one image's defect must not take the others' answers along
            LOG.log(Level.FINE, "a defect while an image was verified", defect);
            return ImageReport.ofFault(
                    asked,
                    new Verdict.Undetermined(
                            ReasonCode.INTERNAL,
                            "an internal error (" + defect.getClass().getSimpleName() + ")"),
                    since(start));
        }
    }

    private ImageReport ruled(String asked, ImageReference reference, long start) {
        RequestCount requests = new RequestCount();
        Inquiry inquiry = new Inquiry(Deadline.after(timeout, nanoTime), requests);
        List<Requirement> asRequired = new ArrayList<>();
        Ruling ruling = policies.rule(Optional.empty(), reference, clock.instant(), (image, requirements) -> {
            asRequired.addAll(requirements);
            return verifier.examine(image, requirements, inquiry).stream()
                    .map(Examination::judgement)
                    .toList();
        });
        Duration took = since(start);
        return switch (ruling) {
            case Ruling.Judged(Ruling.ByPolicy deciding, List<Ruling.ByPolicy> each) ->
                new ImageReport(
                        asked,
                        Optional.of(reference),
                        deciding.judgement(),
                        Optional.of(asRequired.get(each.indexOf(deciding))),
                        Optional.of(deciding.policy()),
                        each,
                        took,
                        requests.count(),
                        Optional.empty());
            case Ruling.WithoutPolicy(var _, var fault) ->
                new ImageReport(
                        asked,
                        Optional.of(reference),
                        fault,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        took,
                        requests.count(),
                        Optional.empty());
            case Ruling.Excluded _ ->
                throw new IllegalStateException("a policy excludes namespaces, and none was named");
        };
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
