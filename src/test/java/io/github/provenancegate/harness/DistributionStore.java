package io.github.provenancegate.harness;

import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.image.Digest;

/// A real registry as a place to which fakes push their images.
record DistributionStore(DistributionRegistry registry) implements ImageStore {
    @Override
    public String host() {
        return registry.host();
    }

    @Override
    public Digest pushBlob(String path, byte[] bytes) {
        return Digest.parse(registry.pushBlob(path, bytes));
    }

    @Override
    public Digest pushManifest(String path, String mediaType, byte[] bytes) {
        return Digest.parse(registry.pushManifest(path, mediaType, bytes));
    }

    @Override
    public Digest pushManifest(String path, String tag, String mediaType, byte[] bytes) {
        return Digest.parse(registry.pushManifest(path, tag, mediaType, bytes));
    }
}
