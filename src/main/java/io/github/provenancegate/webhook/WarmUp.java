package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AdmissionAnswer;
import io.github.provenancegate.kubernetes.AdmissionRequest;
import io.github.provenancegate.kubernetes.AdmissionReviewReader;
import io.github.provenancegate.kubernetes.AnswerWriter;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Reviews a made-up Pod before the first real one comes, which would else wait a second or more for classes to
/// load. Nothing is contacted: one image has no name, the other is of a host that no policy can mean.
final class WarmUp {
    /// A few rounds load every class and let the compiler see the loops; more would only delay the start.
    private static final int ROUNDS = 20;

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final byte[] REVIEW = """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
              "uid": "warm-up", "kind": {"group": "", "version": "v1", "kind": "Pod"}, "operation": "CREATE",
              "namespace": "warm-up", "name": "warm-up", "userInfo": {"groups": ["none"]},
              "object": {"apiVersion": "v1", "kind": "Pod", "metadata": {"annotations": {"a": "b"}}, "spec": {
                "containers": [{"name": "a", "image": "no image"}],
                "initContainers": [{"name": "b", "image": "warm-up.invalid/none:1"}]}}}}
            """.getBytes(StandardCharsets.UTF_8);

    private final PodReview podReview;
    private final LongSupplier nanoTime;
    private volatile State state = State.COLD;

    /// Whether a review was done.
    enum State {
        COLD,
        WARM
    }

    WarmUp(PodReview podReview, LongSupplier nanoTime) {
        this.podReview = podReview;
        this.nanoTime = nanoTime;
    }

    void run() {
        for (int round = 0; round < ROUNDS; round++) {
            AdmissionRequest request = AdmissionReviewReader.read(REVIEW);
            var rulings = podReview.rule(
                    request.namespace(),
                    request.imagesBroughtIn(),
                    new Inquiry(Deadline.after(LIMIT, nanoTime), Observer.SILENT));
            AnswerWriter.write(AdmissionAnswer.of(request, rulings));
        }
        state = State.WARM;
    }

    State state() {
        return state;
    }
}
