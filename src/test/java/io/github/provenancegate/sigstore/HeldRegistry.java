package io.github.provenancegate.sigstore;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verify.Document;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Registry;
import io.github.provenancegate.verify.UndeterminedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// The bytes of a registry, held in memory: a registry's storage as real tools filled it, or what a test puts
/// there. Speaks the port, not the protocol; the protocol has tests of its own.
public final class HeldRegistry implements Registry {
    private static final String REPOSITORIES = "docker/registry/v2/repositories/";

    private final Map<String, Digest> tags = new HashMap<>();
    private final Map<Digest, byte[]> blobs = new HashMap<>();
    private final Map<Digest, UndeterminedException> failures = new HashMap<>();
    private final Map<Digest, CountDownLatch> stalls = new HashMap<>();
    private final AtomicInteger blobRequests = new AtomicInteger();

    /// The storage of a distribution registry, as a compressed archive.
    public static HeldRegistry ofArchive(InputStream archive) {
        HeldRegistry registry = new HeldRegistry();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(archive))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String path = entry.getName().replaceFirst("^\\./", "");
                if (entry.isDirectory()) {
                    continue;
                }
                if (path.endsWith("/data")) {
                    registry.put(tar.readAllBytes());
                } else if (path.endsWith("/current/link")) {
                    String tag = path.substring(REPOSITORIES.length(), path.length() - "/current/link".length())
                            .replace("/_manifests/tags/", ":");
                    registry.tags.put(tag, Digest.parse(new String(tar.readAllBytes(), StandardCharsets.US_ASCII)));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return registry;
    }

    public Digest put(byte[] content) {
        Digest digest = Digest.of(Verification.sha256(content));
        blobs.put(digest, content.clone());
        return digest;
    }

    public void tag(Repository repository, String tag, byte[] manifest) {
        tags.put(repository.path() + ":" + tag, put(manifest));
    }

    /// Takes what is pushed, whatever host it is pushed to.
    ImageStore asStore() {
        return new ImageStore() {
            @Override
            public String host() {
                return "registry.example";
            }

            @Override
            public Digest pushBlob(String path, byte[] bytes) {
                return put(bytes);
            }

            @Override
            public Digest pushManifest(String path, String mediaType, byte[] bytes) {
                return put(bytes);
            }

            @Override
            public Digest pushManifest(String path, String tag, String mediaType, byte[] bytes) {
                tag(new Repository(host(), path), tag, bytes);
                return put(bytes);
            }
        };
    }

    void remove(Digest digest) {
        blobs.remove(digest);
    }

    /// What each tag (`path:tag`) points at.
    Map<String, Digest> tags() {
        return Map.copyOf(tags);
    }

    Set<Digest> digests() {
        return Set.copyOf(blobs.keySet());
    }

    byte[] content(Digest digest) {
        return Objects.requireNonNull(blobs.get(digest)).clone();
    }

    void fail(Digest digest, UndeterminedException failure) {
        failures.put(digest, failure);
    }

    /// Leaves questions about the digest without an answer until the latch opens.
    void stall(Digest digest, CountDownLatch until) {
        stalls.put(digest, until);
    }

    private void waitWhileStalled(Digest digest) {
        try {
            stalls.getOrDefault(digest, new CountDownLatch(0)).await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    int blobRequests() {
        return blobRequests.get();
    }

    @Override
    public Fetched taggedManifest(Repository repository, String tag, Inquiry inquiry) {
        return Optional.ofNullable(tags.get(repository.path() + ":" + tag))
                .map(this::get)
                .orElseGet(Fetched.Absent::new);
    }

    @Override
    public Fetched blob(Repository repository, Digest digest, long bodyBytesMax, Inquiry inquiry) {
        blobRequests.incrementAndGet();
        waitWhileStalled(digest);
        if (failures.containsKey(digest)) {
            throw failures.get(digest);
        }
        return get(digest) instanceof Fetched.Found(Document document) && document.length() > bodyBytesMax
                ? new Fetched.Corrupt("the blob is too long")
                : get(digest);
    }

    private Fetched get(Digest digest) {
        byte[] content = blobs.get(digest);
        return content == null ? new Fetched.Absent() : new Fetched.Found(new Document(digest, "", content));
    }

    @Override
    public Fetched manifest(PinnedImage image, Inquiry inquiry) {
        return get(image.digest());
    }

    @Override
    public Referrers referrers(PinnedImage image, Inquiry inquiry) {
        waitWhileStalled(image.digest());
        // as a registry without the referrers API: by the index under the fallback tag
        Digest index =
                tags.get(image.repository().path() + ":sha256-" + image.digest().hex());
        if (index == null) {
            return new Referrers(List.of(), Completeness.COMPLETE);
        }
        try {
            List<Referrer> manifests = new ArrayList<>();
            new ObjectMapper()
                    .readTree(blobs.get(index))
                    .path("manifests")
                    .forEach(descriptor -> manifests.add(new Referrer(
                            Digest.parse(descriptor.get("digest").textValue()),
                            Optional.ofNullable(descriptor.path("artifactType").textValue()))));
            return new Referrers(manifests, Completeness.COMPLETE);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    @Override
    public Pinning pin(ImageReference.Tagged reference, Inquiry inquiry) {
        throw new UnsupportedOperationException();
    }

    @Override
    public BaseClaim baseClaim(PinnedImage image, Document manifest, Inquiry inquiry) {
        throw new UnsupportedOperationException();
    }
}
