package io.github.provenancegate.kubernetes;

import java.util.List;
import java.util.Optional;

/// What a file of manifests says about images.
///
/// @param images in the file's order
/// @param faults what could not be read, and how much is missing for it; safe to print
/// @param notes what was left out on purpose; safe to print
public record ManifestImages(List<Named> images, List<String> faults, List<String> notes) {
    public ManifestImages {
        images = List.copyOf(images);
        faults = List.copyOf(faults);
        notes = List.copyOf(notes);
    }

    /// An image that an object in the file would run.
    ///
    /// @param document counted from 1
    /// @param line counted from 1
    /// @param kind the object's
    /// @param namespace the object's, where it says one
    /// @param name the object's; what its name is generated from where it has none
    public record Named(
            int document, int line, String kind, Optional<String> namespace, String name, NamedImage image) {}
}
