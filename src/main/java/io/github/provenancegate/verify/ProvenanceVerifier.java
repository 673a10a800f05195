package io.github.provenancegate.verify;

import io.github.provenancegate.evidence.Evidence;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.verdict.Judge;
import io.github.provenancegate.verdict.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/// The one use case: examine an image under the requirements that policies make of it.
///
/// The image is pinned once, and each question (its manifest, base claim, signatures, a base image) is asked at
/// most once, however many requirements there are; what can be asked side by side is. Nothing that a port
/// throws leaves this class: "could not ask" becomes evidence, and so does a defect (`INTERNAL`).
public final class ProvenanceVerifier {
    private final Registry registry;
    private final Signatures signatures;
    private final Executor executor;

    /// @param executor runs questions side by side; they block, so virtual threads fit
    public ProvenanceVerifier(Registry registry, Signatures signatures, Executor executor) {
        this.registry = registry;
        this.signatures = signatures;
        this.executor = executor;
    }

    /// Examines one image; one answer for each requirement, in their order.
    ///
    /// @param requirements at least one
    /// @throws IllegalArgumentException without requirements: an image about which nothing is required is the
    ///     policy's business, not a verdict
    public List<Examination> examine(ImageReference reference, List<Requirement> requirements, Inquiry inquiry) {
        if (requirements.isEmpty()) {
            throw new IllegalArgumentException("at least one requirement is needed");
        }
        Observer observer = inquiry.observer().examining(reference);
        Questions questions = new Questions(registry, signatures, executor, inquiry.heardBy(observer));
        List<Evidence> evidence = questions.gather(reference, requirements);
        List<Examination> examinations = new ArrayList<>();
        for (int i = 0; i < requirements.size(); i++) {
            examinations.add(
                    new Examination(reference, evidence.get(i), Judge.judge(evidence.get(i), requirements.get(i))));
        }
        observer.examined(List.copyOf(examinations));
        return List.copyOf(examinations);
    }
}
