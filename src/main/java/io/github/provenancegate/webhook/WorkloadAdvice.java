package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AdmissionAnswer;
import io.github.provenancegate.kubernetes.AdmissionAnswer.Passage;
import io.github.provenancegate.kubernetes.AdmissionRequest;
import io.github.provenancegate.kubernetes.NamedImage;
import io.github.provenancegate.kubernetes.ReviewedObject;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/// `POST /warn`: tells who applies a workload what admission of its Pods would say, since Pods are created by a
/// controller, to which nobody listens. Admits whatever it finds, and whatever it cannot find out: the Pods are
/// judged when they come. Nothing of it is told in Events, for the same reason.
final class WorkloadAdvice implements Hook {
    private static final Logger LOG = Logger.getLogger(WorkloadAdvice.class);

    private final PodReview podReview;
    private final Askers askers;
    private final HookMetrics metrics;
    private final Observer observer;

    /// @param observer hears what verifications do
    WorkloadAdvice(PodReview podReview, Askers askers, HookMetrics metrics, Observer observer) {
        this.podReview = podReview;
        this.askers = askers;
        this.metrics = metrics;
        this.observer = observer;
    }

    @Override
    public Reply review(byte[] body, Deadline deadline, ReviewSpan span) {
        return Hook.reading(
                body,
                deadline,
                request -> new Reviewed(advise(request, deadline, span), List.of()),
                (request, reviewed, took) -> {
                    metrics.advised(reviewed.answer());
                    span.decided(request, reviewed);
                    ReviewLog.tell("advice", request, reviewed, took, span);
                });
    }

    private AdmissionAnswer advise(AdmissionRequest request, Deadline deadline, ReviewSpan span) {
        try {
            List<NamedImage> images = request.imagesBroughtIn();
            Optional<Passage> passage = passage(request, images);
            if (passage.isPresent()) {
                return AdmissionAnswer.admitted(request, passage.get());
            }
            Optional<String> fault = request.object().flatMap(ReviewedObject::fault);
            return fault.isPresent()
                    ? AdmissionAnswer.noAdvice(request, fault.get())
                    : AdmissionAnswer.advice(
                            request,
                            podReview.rule(
                                    request.namespace(),
                                    images,
                                    new Inquiry(deadline, span.observer(observer), askers.of(request))));
        } catch (Throwable defect) {
            LOG.errorf(defect, "a defect in the advice %s", ReviewLog.quoted(request.uid()));
            return AdmissionAnswer.noAdvice(
                    request, "an internal error (" + defect.getClass().getSimpleName() + ")");
        }
    }

    /// Why there is nothing to say, if that is so.
    private static Optional<Passage> passage(AdmissionRequest request, List<NamedImage> images) {
        return switch (request.operation()) {
            case DELETE, CONNECT -> Optional.of(Passage.NOTHING_STORED);
            case CREATE, UPDATE -> {
                if (!request.isAboutWorkload()) {
                    yield Optional.of(Passage.NO_WORKLOAD);
                }
                if (request.isControlled()) {
                    yield Optional.of(Passage.CONTROLLED);
                }
                boolean readable =
                        request.object().flatMap(ReviewedObject::fault).isEmpty();
                yield readable && images.isEmpty() ? Optional.of(Passage.NO_NEW_IMAGE) : Optional.empty();
            }
        };
    }
}
