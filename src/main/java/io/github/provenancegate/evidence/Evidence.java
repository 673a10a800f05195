package io.github.provenancegate.evidence;

import io.github.provenancegate.image.PinnedImage;
import java.util.List;

/// All that was found out about one image.
public sealed interface Evidence {
    /// No image to speak of: it could not be pinned or read, or is itself at fault.
    ///
    /// @param code of the family refuted (`IMAGE_…`) or undetermined
    /// @param detail one sentence, safe to print
    record Unresolved(ReasonCode code, String detail) implements Evidence {
        public Unresolved {
            requireFault(code);
        }
    }

    /// The image was pinned and its surroundings were asked.
    ///
    /// @param image what everything here is about
    /// @param claim which base it names
    /// @param delivery the candidates on the image itself, in the order in which they were tried
    /// @param bases the named bases in the reference repository, in the claim's order; empty in delivery mode
    record Gathered(PinnedImage image, BaseClaim claim, List<Signature> delivery, List<BaseImage> bases)
            implements Evidence {
        public Gathered {
            delivery = List.copyOf(delivery);
            bases = List.copyOf(bases);
        }
    }

    /// Checks that a code says why something could not be had.
    ///
    /// @throws IllegalArgumentException when it is of another family: a defect of the caller
    static void requireFault(ReasonCode code) {
        if (code.family() != ReasonCode.Family.REFUTED && code.family() != ReasonCode.Family.UNDETERMINED) {
            throw new IllegalArgumentException(code + " does not say why something could not be had");
        }
    }
}
