package io.github.provenancegate.sigstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.sigstore.Exhibit.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The documents by which one signature is found, from the one that a tag names to the signature: each names
/// the next one by its digest.
final class SignatureChain {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";

    private final Digest image;
    private final List<Document> documents;
    private final List<String> latin1;

    private SignatureChain(Digest image, List<Document> documents, List<String> latin1) {
        this.image = image;
        this.documents = List.copyOf(documents);
        this.latin1 = List.copyOf(latin1);
    }

    static SignatureChain ofLegacy(Digest image, byte[] manifest, byte[] payload) {
        return new SignatureChain(
                image, List.of(Document.SIGNATURE_MANIFEST, Document.PAYLOAD), List.of(text(manifest), text(payload)));
    }

    static SignatureChain ofBundle(Digest image, byte[] index, byte[] manifest, byte[] bundle) {
        return new SignatureChain(
                image,
                List.of(Document.REFERRERS_INDEX, Document.REFERRING_MANIFEST, Document.BUNDLE),
                List.of(text(index), text(manifest), text(bundle)));
    }

    Digest image() {
        return image;
    }

    List<Document> documents() {
        return documents;
    }

    byte[] content(Document document) {
        return bytes(latin1.get(documents.indexOf(document)));
    }

    /// The chain with another document at one place, and with what leads there naming it.
    SignatureChain with(Document document, byte[] content) {
        List<String> changed = new ArrayList<>(latin1);
        int at = documents.indexOf(document);
        changed.set(at, text(content));
        for (int i = at - 1; i >= 0; i--) {
            changed.set(i, naming(latin1.get(i), latin1.get(i + 1), changed.get(i + 1)));
        }
        return new SignatureChain(image, documents, changed);
    }

    private static String naming(String parent, String child, String other) {
        try {
            JsonNode root = MAPPER.readTree(bytes(parent));
            for (JsonNode descriptor : root.findParents("digest")) {
                if (descriptor.path("digest").asText().equals(digest(child).toString())) {
                    ((ObjectNode) descriptor)
                            .put("digest", digest(other).toString())
                            .put("size", other.length());
                }
            }
            return text(MAPPER.writeValueAsBytes(root));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Where it is pushed: an image may have one chain of either layout.
    String path() {
        return isLegacy() ? "legacy" : "bundles";
    }

    private boolean isLegacy() {
        return documents.contains(Document.PAYLOAD);
    }

    /// Pushes all of it, the first under the tag at which it is looked for.
    void push(ImageStore store) {
        store.pushManifest(
                path(),
                isLegacy() ? LegacyManifest.tag(image) : "sha256-" + image.hex(),
                isLegacy() ? MANIFEST : INDEX,
                bytes(latin1.getFirst()));
        store.pushBlob(path(), bytes(latin1.getLast()));
        IntStream.range(1, latin1.size() - 1).forEach(i -> store.pushManifest(path(), MANIFEST, bytes(latin1.get(i))));
    }

    @Override
    public String toString() {
        return path() + " of " + image;
    }

    private static Digest digest(String latin1) {
        return GenuineBundle.digest(bytes(latin1));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }
}
