package io.github.provenancegate.webhook;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.kubernetes.AdmissionAnswer;
import io.github.provenancegate.kubernetes.AdmissionAnswer.Passage;
import io.github.provenancegate.kubernetes.AdmissionRequest;
import io.github.provenancegate.kubernetes.ImageRuling;
import io.github.provenancegate.kubernetes.NamedImage;
import io.github.provenancegate.verdict.Verdict;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/// `POST /validate`: one review of a Pod from its body to its answer. Never throws.
final class Reviewer implements Hook {
    private static final Logger LOG = Logger.getLogger(Reviewer.class);

    private final PodReview podReview;
    private final Askers askers;
    private final Announcer announcer;
    private final ReviewMetrics metrics;
    private final Observer observer;

    /// @param observer hears what verifications do
    Reviewer(PodReview podReview, Askers askers, Announcer announcer, ReviewMetrics metrics, Observer observer) {
        this.podReview = podReview;
        this.askers = askers;
        this.announcer = announcer;
        this.metrics = metrics;
        this.observer = observer;
    }

    @Override
    public Reply review(byte[] body, Deadline deadline, ReviewSpan span) {
        return Hook.reading(body, deadline, request -> judge(request, deadline, span), (request, reviewed, took) -> {
            metrics.reviewed(request, reviewed, took);
            span.decided(request, reviewed);
            ReviewLog.tell("review", request, reviewed, took, span);
            announcer.reviewed(request, reviewed.rulings());
        });
    }

    private Reviewed judge(AdmissionRequest request, Deadline deadline, ReviewSpan span) {
        try {
            List<NamedImage> images = request.imagesBroughtIn();
            Optional<Passage> passage = passage(request, images);
            if (passage.isPresent()) {
                return new Reviewed(AdmissionAnswer.admitted(request, passage.get()), List.of());
            }
            List<ImageRuling> rulings = podReview.rule(
                    request.namespace(), images, new Inquiry(deadline, span.observer(observer), askers.of(request)));
            return new Reviewed(AdmissionAnswer.of(request, rulings), rulings);
        } catch (Throwable defect) {
            LOG.errorf(defect, "a defect in the review %s", ReviewLog.quoted(request.uid()));
            return new Reviewed(
                    AdmissionAnswer.denied(
                            request.uid(),
                            new Verdict.Undetermined(
                                    ReasonCode.INTERNAL,
                                    "an internal error (" + defect.getClass().getSimpleName() + ")")),
                    List.of());
        }
    }

    /// Why nothing needs to be judged, if that is so.
    private static Optional<Passage> passage(AdmissionRequest request, List<NamedImage> images) {
        return switch (request.operation()) {
            case DELETE, CONNECT -> Optional.of(Passage.NOTHING_STORED);
            case CREATE, UPDATE -> {
                if (!request.isAboutPod()) {
                    yield Optional.of(Passage.KIND_NOT_SERVED);
                }
                if (request.isMirrorPod()) {
                    yield Optional.of(Passage.MIRROR_POD);
                }
                yield images.isEmpty() ? Optional.of(Passage.NO_NEW_IMAGE) : Optional.empty();
            }
        };
    }
}
