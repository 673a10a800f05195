package io.github.provenancegate.sigstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.harness.RealSigstore;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.verify.Document;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A bundle that real tools wrote and that holds.
///
/// @param artefact what it is about
/// @param root which vouches for it
record GenuineBundle(String name, ObjectNode json, Digest artefact, TrustRoot root) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TrustRoot PUBLIC_GOOD =
            SigstoreTrustRoots.bundledAlone().current().getFirst();

    /// Those of the public instance, of the conformance suite, and of a private Sigstore; or a skipped test where the
    /// folder that holds most of them is absent.
    static List<GenuineBundle> all() {
        try {
            return Stream.of(Stream.of(cosign3()), ofTheConformanceSuite().stream(), ofARealSigstore().stream())
                    .flatMap(bundles -> bundles)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// The signature of kubewarden's controller, made by its workflow with cosign 3.
    static GenuineBundle cosign3() {
        ObjectNode json = object(Vectors.read("cosign-v3-image-bundle.json"));
        return new GenuineBundle("cosign-v3-image-bundle", json, subject(json), PUBLIC_GOOD);
    }

    private static List<GenuineBundle> ofTheConformanceSuite() throws IOException {
        List<GenuineBundle> bundles = new ArrayList<>();
        Map<Digest, TrustRoot> roots = new HashMap<>();
        try (Stream<Path> folders = Files.list(Vectors.path("conformance"))) {
            for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
                String name = String.valueOf(folder.getFileName());
                if (name.endsWith("_fail") || Files.exists(folder.resolve("key.pub"))) {
                    continue;
                }
                Path own = folder.resolve("artifact");
                byte[] artefact = Files.readAllBytes(Files.exists(own) ? own : folder.resolveSibling("a.txt"));
                Path root = folder.resolve("trusted_root.json");
                bundles.add(new GenuineBundle(
                        name,
                        object(Files.readAllBytes(folder.resolve("bundle.sigstore.json"))),
                        digest(artefact),
                        Files.exists(root) ? once(roots, root(name, Files.readAllBytes(root))) : PUBLIC_GOOD));
            }
        }
        return bundles;
    }

    /// Signatures and attestations of images, some by signers that no policy would name; those that are spoiled are
    /// left out.
    static List<GenuineBundle> ofARealSigstore() throws IOException {
        TrustRoot real = root("real", Files.readAllBytes(RealSigstore.trustedRoot()));
        try (InputStream archive = Files.newInputStream(RealSigstore.registryStorage())) {
            HeldRegistry registry = HeldRegistry.ofArchive(archive);
            return registry.digests().stream()
                    .sorted(Comparator.comparing(Digest::hex))
                    .map(registry::content)
                    .filter(content -> content.length > 0 && content[0] == '{')
                    .map(GenuineBundle::object)
                    .filter(json -> json.has("dsseEnvelope"))
                    .map(json -> new GenuineBundle("real " + subject(json), json, subject(json), real))
                    .filter(bundle -> bundle.verify(List.of(real)) instanceof Signature.Proven)
                    .toList();
        }
    }

    byte[] bytes() {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// What these roots and the public instance's say about it.
    Signature verify(List<TrustRoot> roots) {
        return verify(bytes(), artefact, SigstoreTrustRoots.of(roots));
    }

    static Signature verify(byte[] bundle, Digest artefact, SigstoreTrustRoots roots) {
        return new SigstoreBundleVerifier(roots).verify(new Document(digest(bundle), "", bundle), artefact);
    }

    static Digest digest(byte[] content) {
        return Digest.of(Verification.sha256(content));
    }

    private static Digest subject(ObjectNode json) {
        try {
            JsonNode statement =
                    MAPPER.readTree(json.at("/dsseEnvelope/payload").binaryValue());
            return new Digest(statement.at("/subject/0/digest/sha256").asText());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static TrustRoot once(Map<Digest, TrustRoot> roots, TrustRoot root) {
        return roots.computeIfAbsent(root.document(), _ -> root);
    }

    private static TrustRoot root(String name, byte[] json) {
        try {
            return TrustRoot.parse(name, json);
        } catch (MalformedTrustRootException malformed) {
            throw new IllegalStateException(malformed);
        }
    }

    private static ObjectNode object(byte[] json) {
        try {
            return (ObjectNode) MAPPER.readTree(json);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
