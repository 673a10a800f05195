package io.github.provenancegate.registry;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The manifests that make an image (OCI image specification 1.1; Docker image manifest version 2, schema 2).
enum MediaType {
    OCI_MANIFEST("application/vnd.oci.image.manifest.v1+json", Shape.IMAGE),
    OCI_INDEX("application/vnd.oci.image.index.v1+json", Shape.INDEX),
    DOCKER_MANIFEST("application/vnd.docker.distribution.manifest.v2+json", Shape.IMAGE),
    DOCKER_INDEX("application/vnd.docker.distribution.manifest.list.v2+json", Shape.INDEX);

    /// What a document of the type has.
    enum Shape {
        /// A configuration and layers.
        IMAGE,
        /// Manifests.
        INDEX
    }

    /// The `Accept` header of a request for a manifest.
    static final String ACCEPT =
            String.join(", ", Stream.of(values()).map(type -> type.text).toList());

    private final String text;
    private final Shape shape;

    MediaType(String text, Shape shape) {
        this.text = text;
        this.shape = shape;
    }

    String text() {
        return text;
    }

    Shape shape() {
        return shape;
    }

    static Optional<MediaType> parse(String text) {
        return Stream.of(values()).filter(type -> type.text.equals(text)).findFirst();
    }

    /// A `Content-Type` header's value without its parameters, in lower case.
    static String withoutParameters(String header) {
        int semicolon = header.indexOf(';');
        return (semicolon < 0 ? header : header.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }
}
