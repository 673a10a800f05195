package io.github.provenancegate.bench;

/// Signatures whose verification is measured, one kind each.
public enum Specimen {
    CHAINGUARD_LEGACY("legacy, 35 of Chainguard's public images, 2022/23", 1.5),
    COSIGN_LEGACY("legacy, cosign 2.6.4, enforce.dev identity", 1.5),
    COSIGN_BUNDLE_REKOR_1("bundle, cosign 3.0.6, Rekor v1 + SET + proof + TSA", 3),
    COSIGN_BUNDLE_REKOR_2("bundle, cosign 3.1.2, Rekor v2 + proof + TSA", 3);

    private final String words;
    private final double cpuMillisAim;

    Specimen(String words, double cpuMillisAim) {
        this.words = words;
        this.cpuMillisAim = cpuMillisAim;
    }

    String words() {
        return words;
    }

    /// The most milliseconds of one core that one verification is meant to cost.
    double cpuMillisAim() {
        return cpuMillisAim;
    }
}
