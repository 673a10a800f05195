package io.github.provenancegate.policy;

import io.github.provenancegate.image.PinnedImage;
import java.time.Instant;

/// One digest that a policy lets run although it is not proven, for a reason and for a time.
///
/// @param image repository and digest: another tag, another repository or a rebuilt image is not meant
/// @param reason from outside, escaped by whoever prints it; such as the number of a change request
/// @param until the first moment at which it no longer counts
public record Exemption(PinnedImage image, String reason, Instant until) {
    boolean countsAt(Instant now) {
        return now.isBefore(until);
    }
}
