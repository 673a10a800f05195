package io.github.provenancegate.webhook;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.evidence.LogEntry;
import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.kubernetes.PolicyDocuments;
import io.github.provenancegate.policy.NamespaceSource;
import io.github.provenancegate.policy.PolicySet;
import io.github.provenancegate.policy.PolicySource;
import io.github.provenancegate.policy.UnmatchedAction;
import io.github.provenancegate.verify.Document;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.ProvenanceVerifier;
import io.github.provenancegate.verify.Registry;
import io.github.provenancegate.verify.Signatures;
import io.github.provenancegate.verify.UndeterminedException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Reviews and what they are judged by: one policy, under which an image by digest needs nothing but one
/// signature.
final class Reviews {
    static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();
    static final Signer SIGNER = new Signer("https://issuer.example", "https://ci.example/build");
    static final String DIGEST = "@sha256:" + "ab".repeat(32);

    static final String POLICY = """
            apiVersion: provenance-gate.github.io/v1alpha1
            kind: ProvenancePolicy
            metadata: {name: acme}
            spec:
              images: ["registry.example/**"]
              namespaces: {exclude: [sandbox]}
              signers: [{issuer: "https://issuer.example", subject: "https://ci.example/build"}]
              baseDigest: optional
              onUndetermined: allow
            """;

    private Reviews() {}

    static PolicySet policies(String yaml) {
        return new PolicySet(
                new PolicyDocuments(Set.of("public-good")).parse("policy.yaml", yaml), UnmatchedAction.DENY);
    }

    /// A verifier that finds these signatures, and whose registry cannot be asked.
    static ProvenanceVerifier verifier(Signatures signatures) {
        return new ProvenanceVerifier(new Unreachable(), signatures, THREADS);
    }

    /// Reviews of Pods in namespaces whose labels nobody tells.
    static PodReview podReview(ProvenanceVerifier verifier, PolicySource source, Executor executor) {
        return new PodReview(verifier, source, NamespaceSource.UNKNOWN, InstantSource.system(), executor);
    }

    static List<Signature> proven() {
        return List.of(new Signature.Proven(new Proof(
                SIGNER,
                "public-good",
                new LogEntry(1, "aa", Optional.empty()),
                Instant.EPOCH,
                Proof.Format.LEGACY,
                new Digest("cd".repeat(32)),
                Optional.empty())));
    }

    /// A review that creates a Pod with these images, one container each.
    static byte[] create(String... images) {
        return review("CREATE", images);
    }

    static byte[] review(String operation, String... images) {
        String containers = IntStream.range(0, images.length)
                .mapToObj(i -> "{\"name\":\"c%d\",\"image\":\"%s\"}".formatted(i, images[i]))
                .collect(Collectors.joining(","));
        return """
                {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1",
                "kind":{"group":"","version":"v1","kind":"Pod"},"name":"web","namespace":"shop","operation":"%s",
                "userInfo":{"groups":["system:authenticated"]},
                "object":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"web"},"spec":{"containers":[%s]}}}}
                """.formatted(operation, containers).getBytes(StandardCharsets.UTF_8);
    }

    /// Cannot be asked anything.
    static class Unreachable implements Registry {
        @Override
        public Pinning pin(ImageReference.Tagged reference, Inquiry inquiry) {
            throw unreachable();
        }

        @Override
        public Fetched manifest(PinnedImage image, Inquiry inquiry) {
            throw unreachable();
        }

        @Override
        public Fetched taggedManifest(Repository repository, String tag, Inquiry inquiry) {
            throw unreachable();
        }

        @Override
        public Fetched blob(Repository repository, Digest digest, long bodyBytesMax, Inquiry inquiry) {
            throw unreachable();
        }

        @Override
        public BaseClaim baseClaim(PinnedImage image, Document manifest, Inquiry inquiry) {
            throw unreachable();
        }

        @Override
        public Referrers referrers(PinnedImage image, Inquiry inquiry) {
            throw unreachable();
        }

        private static UndeterminedException unreachable() {
            return new UndeterminedException(ReasonCode.REGISTRY_UNREACHABLE, "registry.example does not answer");
        }
    }
}
