package io.github.provenancegate.bench;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.evidence.Evidence;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.kubernetes.PolicyDocuments;
import io.github.provenancegate.policy.Namespace;
import io.github.provenancegate.policy.PolicySet;
import io.github.provenancegate.policy.Ruling;
import io.github.provenancegate.policy.UnmatchedAction;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.Judge;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// From evidence that is at hand to a decision: selecting among policies, judging, ruling.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class JudgementBenchmark {
    private static final int POLICIES = 10;

    private final ImageReference reference = ImageReference.parse(
            "cgr.dev/acme.com/python@sha256:4cb0e25d0d4a169f76ef6441603474cd8671bbbe9faadcfc71c473ca7fea89dc");
    private final Optional<Namespace> namespace = Optional.of(new Namespace("shop", Optional.of(Map.of())));
    private Evidence evidence;
    private PolicySet policies;

    @Setup
    public void gather() {
        evidence = new Evidence.Gathered(
                PinnedImage.of((ImageReference.Pinned) reference),
                new BaseClaim.NotAsked(),
                SignedImages.of(Specimen.COSIGN_LEGACY).verifyNext(),
                List.of());
        StringBuilder documents = new StringBuilder();
        for (int i = 0; i < POLICIES; i++) {
            String organization = i == 0 ? DeliveredImages.ORGANIZATION : "other-" + i + ".example";
            documents.append("""
                    ---
                    apiVersion: provenance-gate.github.io/v1alpha1
                    kind: ProvenancePolicy
                    metadata: {name: policy-%d}
                    spec:
                      images: ["cgr.dev/%s/**"]
                      namespaces: {exclude: ["sandbox-*"]}
                      verification: delivery
                      baseDigest: optional
                      organization:
                        name: %s
                        id: "0caaf24ab1a0c33440c06afe99df986365b0781%d"
                        identities: ["849d2cc9d2d23287"]
                    """.formatted(i, organization, organization, i));
        }
        policies = new PolicySet(
                new PolicyDocuments(Set.of(AllowedSigner.PUBLIC_GOOD)).parse("bench", documents.toString()),
                UnmatchedAction.WARN);
    }

    @Benchmark
    public Ruling judgeAndRule() {
        return policies.rule(
                namespace,
                reference,
                Instant.EPOCH,
                (_, requirements) -> requirements.stream()
                        .map(requirement -> Judge.judge(evidence, requirement))
                        .toList());
    }
}
