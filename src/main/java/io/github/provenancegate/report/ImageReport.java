package io.github.provenancegate.report;

import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.policy.Ruling;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// All that a report says about one image.
///
/// @param asked the image as it was asked for, from outside
/// @param reference what that text means; empty where it is no image reference
/// @param judgement the one that counts
/// @param requirement what had to be proven; empty where no policy judged
/// @param policy the name of the policy whose judgement counts
/// @param policies each policy that judged, by name
/// @param took from the question to the answer
/// @param registryRequests sent for this image alone, token realms included
/// @param occurrence where somebody wants to run it; empty where it was asked about by itself
public record ImageReport(
        String asked,
        Optional<ImageReference> reference,
        Judgement judgement,
        Optional<Requirement> requirement,
        Optional<String> policy,
        List<Ruling.ByPolicy> policies,
        Duration took,
        int registryRequests,
        Optional<Occurrence> occurrence) {
    public ImageReport {
        policies = List.copyOf(policies);
    }

    /// Something that is at fault before a policy could be matched with it.
    public static ImageReport ofFault(String asked, Verdict fault, Duration took) {
        return new ImageReport(
                asked,
                Optional.empty(),
                Judgement.without(fault),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                took,
                0,
                Optional.empty());
    }

    /// The same answer at a place.
    public ImageReport at(Occurrence where) {
        return new ImageReport(
                asked, reference, judgement, requirement, policy, policies, took, registryRequests, Optional.of(where));
    }

    /// The digest that the answer is about; empty where the image could not be pinned.
    public Optional<Digest> digest() {
        return judgement.image().map(PinnedImage::digest).or(() -> reference.flatMap(ImageReport::writtenDigest));
    }

    private static Optional<Digest> writtenDigest(ImageReference reference) {
        return switch (reference) {
            case ImageReference.Pinned pinned -> Optional.of(pinned.digest());
            case ImageReference.Tagged _ -> Optional.empty();
        };
    }

    /// What it comes to.
    public Outcome outcome() {
        return Outcome.of(this);
    }
}
