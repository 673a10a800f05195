package io.github.provenancegate.registry;

import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.MalformedReferenceException;
import io.github.provenancegate.image.UntrustedText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a manifest or index and refuses whatever two readers could take for two different things: the media type of
/// the header and of the body disagree, or a document is a manifest and an index at once (CVE-2021-41190).
final class ManifestReader {
    /// Where an image names its base (OCI image specification, "Pre-Defined Annotation Keys").
    static final String BASE_DIGEST = "org.opencontainers.image.base.digest";

    /// What servers say that do not know what they serve; the body's word then stands alone.
    private static final Set<String> UNSPECIFIC_TYPES =
            Set.of("", "application/json", "application/octet-stream", "text/plain");

    private final List<Manifest.Child> children = new ArrayList<>();
    private int unreadable;
    private long schemaVersion;
    private @Nullable String mediaType;
    private @Nullable String base;
    private @Nullable Digest config;
    private boolean hasManifests;
    private boolean hasLayers;

    private ManifestReader() {}

    /// @param headerType the `Content-Type` of the answer, without parameters; empty where there was none
    static Manifest read(byte[] content, String headerType) throws MalformedDocumentException {
        ManifestReader reader = new ManifestReader();
        StrictJson.read(content, "the manifest", reader::member);
        return reader.manifest(headerType);
    }

    private void member(String name, StrictJson json) throws IOException, MalformedDocumentException {
        switch (name) {
            case "schemaVersion" -> schemaVersion = json.number();
            case "mediaType" -> mediaType = json.string().orElse(null);
            case "annotations" -> json.object(this::annotation);
            case "config" -> config = json.isPresent() ? digest(descriptor(json)) : null;
            case "layers", "fsLayers" -> hasLayers |= json.isPresent();
            case "manifests" -> {
                hasManifests |= json.isPresent();
                json.array(() -> child(descriptor(json)));
            }
            default -> {
                // skipped: nobody here asks for it
            }
        }
    }

    private void annotation(String name, StrictJson json) throws IOException, MalformedDocumentException {
        if (name.equals(BASE_DIGEST)) {
            base = json.string().orElse(null);
        }
    }

    private static final class Descriptor {
        private @Nullable String digest;
        private Optional<String> platform = Optional.empty();
        private Optional<String> artifactType = Optional.empty();
    }

    /// Whoever may push can add to a list of what refers to an image: what cannot be asked for is counted, and the rest
    /// still read.
    private void child(Descriptor read) {
        try {
            children.add(new Manifest.Child(digest(read), read.platform, read.artifactType));
        } catch (MalformedDocumentException _) {
            unreadable++;
        }
    }

    private static Descriptor descriptor(StrictJson json) throws IOException, MalformedDocumentException {
        Descriptor read = new Descriptor();
        json.object((name, member) -> {
            switch (name) {
                case "digest" -> read.digest = member.string().orElse(null);
                case "platform" -> read.platform = platform(member);
                case "artifactType" -> read.artifactType = member.string();
                default -> {
                    // skipped: nobody here asks for it
                }
            }
        });
        return read;
    }

    private static Digest digest(Descriptor read) throws MalformedDocumentException {
        if (read.digest == null) {
            throw new MalformedDocumentException("the manifest names something without its digest");
        }
        try {
            return Digest.parse(read.digest);
        } catch (MalformedReferenceException refused) {
            throw new MalformedDocumentException("the manifest names something wrongly: " + refused.getMessage());
        }
    }

    private static Optional<String> platform(StrictJson json) throws IOException, MalformedDocumentException {
        if (!json.isPresent()) {
            return Optional.empty();
        }
        String[] parts = {"", ""};
        json.object((name, member) -> {
            switch (name) {
                case "os" -> parts[0] = member.string().orElse("");
                case "architecture" -> parts[1] = member.string().orElse("");
                default -> {
                    // skipped: variants of an architecture are children like any other
                }
            }
        });
        return Optional.of(parts[0] + "/" + parts[1]);
    }

    private Manifest manifest(String headerType) throws MalformedDocumentException {
        if (schemaVersion != 2) {
            throw new MalformedDocumentException("only schema version 2 is accepted, not " + schemaVersion);
        }
        if (hasManifests && (hasLayers || config != null)) {
            throw new MalformedDocumentException("it is an image and an index at once");
        }
        return switch (shape(headerType)) {
            case INDEX -> new Manifest.Index(Optional.ofNullable(base), children, unreadable);
            case IMAGE -> {
                if (config == null) {
                    throw new MalformedDocumentException("the manifest names no configuration");
                }
                yield new Manifest.Image(Optional.ofNullable(base), config);
            }
        };
    }

    private MediaType.Shape shape(String headerType) throws MalformedDocumentException {
        MediaType.Shape seen = hasManifests ? MediaType.Shape.INDEX : MediaType.Shape.IMAGE;
        String inBody = Optional.ofNullable(mediaType).orElse("");
        String inHeader = UNSPECIFIC_TYPES.contains(headerType) ? inBody : headerType;
        if (!inBody.isEmpty() && !inBody.equals(inHeader)) {
            throw new MalformedDocumentException("its header calls it " + UntrustedText.quote(headerType)
                    + ", itself it says " + UntrustedText.quote(inBody));
        }
        MediaType.Shape named;
        if (inHeader.isEmpty()) {
            named = seen;
        } else {
            named = MediaType.parse(inHeader)
                    .map(MediaType::shape)
                    .orElseThrow(() -> new MalformedDocumentException(
                            UntrustedText.quote(inHeader) + " is the media type of no image"));
        }
        if ((named == MediaType.Shape.IMAGE && hasManifests) || (named == MediaType.Shape.INDEX && hasLayers)) {
            throw new MalformedDocumentException(
                    "its media type " + UntrustedText.quote(inHeader) + " does not fit what stands in it");
        }
        return named;
    }
}
