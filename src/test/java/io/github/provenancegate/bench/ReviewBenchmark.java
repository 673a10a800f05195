package io.github.provenancegate.bench;

import io.github.provenancegate.kubernetes.AdmissionRequest;
import io.github.provenancegate.kubernetes.AdmissionReviewReader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// From a review's bytes to the images in it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ReviewBenchmark {
    private static final String IMAGE =
            "cgr.dev/acme.com/python@sha256:4cb0e25d0d4a169f76ef6441603474cd8671bbbe9faadcfc71c473ca7fea89dc";

    private final byte[] small = Reviews.create("shop", IMAGE, 2, 12);
    private final byte[] large = Reviews.create("shop", IMAGE, 40, 725);

    @Benchmark
    public AdmissionRequest readSmall() {
        return AdmissionReviewReader.read(small);
    }

    @Benchmark
    public AdmissionRequest readLarge() {
        return AdmissionReviewReader.read(large);
    }
}
