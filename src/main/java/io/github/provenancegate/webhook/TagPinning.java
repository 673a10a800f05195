package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AdmissionAnswer;
import io.github.provenancegate.kubernetes.AdmissionAnswer.Passage;
import io.github.provenancegate.kubernetes.AdmissionRequest;
import io.github.provenancegate.kubernetes.NamedImage;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/// `POST /mutate`: writes the digest that was proven into a Pod that names an image by tag, so that the node
/// pulls what was verified and not what the tag points at later. Never denies, and leaves alone what is not
/// proven: the validating hook comes after it and judges. Pinning a second time changes nothing, since a digest
/// is no tag.
final class TagPinning implements Hook {
    private static final Logger LOG = Logger.getLogger(TagPinning.class);

    private final PodReview podReview;
    private final Askers askers;
    private final HookMetrics metrics;
    private final Observer observer;

    /// @param observer hears what verifications do
    TagPinning(PodReview podReview, Askers askers, HookMetrics metrics, Observer observer) {
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
                request -> new Reviewed(pin(request, deadline, span), List.of()),
                (request, reviewed, took) -> {
                    metrics.pinned(reviewed.answer());
                    span.decided(request, reviewed);
                    ReviewLog.tell("pinning", request, reviewed, took, span);
                });
    }

    private AdmissionAnswer pin(AdmissionRequest request, Deadline deadline, ReviewSpan span) {
        try {
            List<NamedImage> tagged = request.imagesBroughtIn().stream()
                    .filter(image -> image.tagged().isPresent())
                    .toList();
            Optional<Passage> passage = passage(request, tagged);
            return passage.isPresent()
                    ? AdmissionAnswer.admitted(request, passage.get())
                    : AdmissionAnswer.pinning(
                            request,
                            podReview.ruleAsPinned(
                                    request.namespace(),
                                    tagged,
                                    new Inquiry(deadline, span.observer(observer), askers.of(request))));
        } catch (Throwable defect) {
            LOG.errorf(defect, "a defect in the pinning %s", ReviewLog.quoted(request.uid()));
            return AdmissionAnswer.admitted(request, Passage.NOT_PINNED);
        }
    }

    /// Why nothing is pinned, if that is so.
    private static Optional<Passage> passage(AdmissionRequest request, List<NamedImage> tagged) {
        return switch (request.operation()) {
            case DELETE, CONNECT -> Optional.of(Passage.NOTHING_STORED);
            case CREATE, UPDATE -> {
                if (!request.isAboutPod()) {
                    yield Optional.of(Passage.KIND_NOT_SERVED);
                }
                if (request.isMirrorPod()) {
                    yield Optional.of(Passage.MIRROR_POD);
                }
                yield tagged.isEmpty() ? Optional.of(Passage.NO_NEW_TAG) : Optional.empty();
            }
        };
    }
}
