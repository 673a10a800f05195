package io.github.provenancegate.fake;

import io.github.provenancegate.image.Digest;

/// Where images can be pushed to: a fake registry or a real one.
public interface ImageStore {
    /// `address:port`, as image references have it.
    String host();

    Digest pushBlob(String path, byte[] bytes);

    Digest pushManifest(String path, String mediaType, byte[] bytes);

    /// Pushes a manifest under a tag too.
    Digest pushManifest(String path, String tag, String mediaType, byte[] bytes);

    /// A fake registry as a store.
    static ImageStore of(FakeRegistry registry) {
        return new ImageStore() {
            @Override
            public String host() {
                return registry.host();
            }

            @Override
            public Digest pushBlob(String path, byte[] bytes) {
                return registry.pushBlob(path, bytes);
            }

            @Override
            public Digest pushManifest(String path, String mediaType, byte[] bytes) {
                return registry.pushManifest(path, mediaType, bytes);
            }

            @Override
            public Digest pushManifest(String path, String tag, String mediaType, byte[] bytes) {
                Digest digest = pushManifest(path, mediaType, bytes);
                registry.tag(path, tag, digest);
                return digest;
            }
        };
    }
}
