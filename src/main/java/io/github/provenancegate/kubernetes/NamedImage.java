package io.github.provenancegate.kubernetes;

import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.MalformedReferenceException;
import java.util.Optional;

/// An image where a Pod names it.
///
/// @param place the list it stands in
/// @param owner the container's or volume's name; empty when it has none
/// @param field such as `spec.containers[0].image`
/// @param text as it came, escaped by whoever prints it; empty when the field is absent
public record NamedImage(Place place, Optional<String> owner, String field, String text) {
    /// The lists of a Pod's `spec` that name images.
    public enum Place {
        CONTAINER("containers", "container"),
        INIT_CONTAINER("initContainers", "init container"),
        EPHEMERAL_CONTAINER("ephemeralContainers", "ephemeral container"),
        VOLUME("volumes", "image volume");

        private final String list;
        private final String words;

        Place(String list, String words) {
            this.list = list;
            this.words = words;
        }

        /// The list's name in `spec`.
        String list() {
            return list;
        }

        /// What to call one of its members.
        public String words() {
            return words;
        }
    }

    /// What it names, where that is a tag; empty for a digest and for what names no image.
    public Optional<ImageReference.Tagged> tagged() {
        try {
            return switch (ImageReference.parse(text)) {
                case ImageReference.Tagged tagged -> Optional.of(tagged);
                case ImageReference.Pinned _ -> Optional.empty();
            };
        } catch (MalformedReferenceException _) {
            return Optional.empty();
        }
    }

    /// The field as a JSON Pointer (RFC 6901), such as `/spec/containers/0/image`. No name in it needs
    /// escaping: they are Kubernetes' own.
    String pointer() {
        return "/" + field.replace("[", "/").replace("]", "").replace('.', '/');
    }

    /// The same image in the same container of the same Pod.
    record Identity(Place place, String owner, String text) {}

    Optional<Identity> identity() {
        return owner.map(name -> new Identity(place, name, text));
    }
}
