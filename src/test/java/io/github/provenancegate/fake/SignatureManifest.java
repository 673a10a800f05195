package io.github.provenancegate.fake;

import java.util.List;

/// What has to be pushed for a signature to be found: the blobs first, then the manifest.
///
/// @param blobs layers and config, each once
public record SignatureManifest(Content manifest, List<Content> blobs) {}
