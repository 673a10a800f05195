package io.github.provenancegate.bench;

import io.github.provenancegate.evidence.Signature;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One cold verification: from the bytes that a registry holds to proof. Cold means that nothing of the
/// signature is remembered; the code is compiled, and the trust root is parsed, as in a process that has been
/// up for a while.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1, time = 2)
@Measurement(iterations = 5, time = 2)
public class VerificationBenchmark {
    /// Warm by count: on a busy machine a time would pass before the compiler is done.
    private static final int WARM_UPS = 4_000;

    @Param
    public Specimen specimen;

    private SignedImages images;

    @Setup
    public void hold() {
        images = SignedImages.of(specimen);
        if (!images.allProven()) {
            throw new IllegalStateException("not all are proven: " + specimen);
        }
        for (int i = 0; i < WARM_UPS; i++) {
            images.verifyNext();
        }
    }

    @Benchmark
    public List<Signature> cold() {
        return images.verifyNext();
    }
}
