package io.github.provenancegate.policy;

import io.github.provenancegate.image.ImageReference;
import java.util.List;

/// The images that run in a cluster.
@FunctionalInterface
public interface RunningImages {
    /// An image in a namespace, by the digest that runs there.
    record Running(String namespace, ImageReference.Pinned image) {}

    /// Each distinct one, within limits; what could not be listed is left out. Blocks, so it is never called in
    /// the path of a review. Never throws.
    List<Running> list();
}
