package io.github.provenancegate.fake;

import io.github.provenancegate.image.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a [FakeRegistry] holds. Pushing never refuses: a bad document is stored like a good one.
final class FakeRegistryContent {
    record Stored(Digest digest, String mediaType, String latin1) {
        byte[] content() {
            return latin1.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static final class Repository {
        private final Map<Digest, Stored> manifests = new LinkedHashMap<>();
        private final Map<Digest, Stored> blobs = new LinkedHashMap<>();
        private final Map<String, Deque<Digest>> tags = new LinkedHashMap<>();
    }

    private final Map<String, Repository> repositories = new LinkedHashMap<>();

    synchronized Digest pushBlob(String path, byte[] content) {
        Stored stored = stored("application/octet-stream", content);
        repository(path).blobs.put(stored.digest(), stored);
        return stored.digest();
    }

    synchronized Digest pushManifest(String path, String mediaType, byte[] content) {
        Stored stored = stored(mediaType, content);
        repository(path).manifests.put(stored.digest(), stored);
        return stored.digest();
    }

    synchronized void tag(String path, String tag, List<Digest> answers) {
        repository(path).tags.put(tag, new ArrayDeque<>(answers));
    }

    synchronized void delete(String path, Digest digest) {
        repository(path).manifests.remove(digest);
        repository(path).blobs.remove(digest);
    }

    synchronized void delete(String path) {
        repositories.remove(path);
    }

    /// The manifest of a tag or digest; a tag with several answers gives one after the other, the last one for
    /// ever.
    synchronized Optional<Stored> manifest(String path, String reference) {
        Repository repository = repository(path);
        if (reference.startsWith("sha256:")) {
            return Optional.ofNullable(repository.manifests.get(Digest.parse(reference)));
        }
        Deque<Digest> answers = repository.tags.getOrDefault(reference, new ArrayDeque<>());
        Optional<Digest> answer = Optional.ofNullable(answers.size() > 1 ? answers.poll() : answers.peek());
        return answer.map(repository.manifests::get);
    }

    synchronized Optional<Stored> blob(String path, String digest) {
        return Optional.ofNullable(repository(path).blobs.get(Digest.parse(digest)));
    }

    /// The manifests whose `subject` is the digest, in the order of their pushing.
    synchronized List<Stored> referrers(String path, String digest) {
        return repository(path).manifests.values().stream()
                .filter(manifest -> manifest.latin1().contains("\"subject\"")
                        && manifest.latin1()
                                .substring(manifest.latin1().indexOf("\"subject\""))
                                .contains(digest))
                .toList();
    }

    private Repository repository(String path) {
        return repositories.computeIfAbsent(path, _ -> new Repository());
    }

    private static Stored stored(String mediaType, byte[] content) {
        return new Stored(sha256(content), mediaType, new String(content, StandardCharsets.ISO_8859_1));
    }

    static Digest sha256(byte[] content) {
        try {
            return Digest.of(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
