package io.github.provenancegate.kubernetes;

import java.util.List;

/// What a look at the webhook's own configuration has found.
///
/// @param gaps none: as far as the configuration tells, the API server asks about everything it should
public record GuardReport(List<Gap> gaps) {
    public GuardReport {
        gaps = List.copyOf(gaps);
    }

    /// Nothing could be seen.
    public static GuardReport notChecked(String why) {
        return new GuardReport(List.of(new Gap(Gap.Kind.NOT_CHECKED, why)));
    }

    /// Whether a gap of this kind was found.
    public boolean has(Gap.Kind kind) {
        return gaps.stream().anyMatch(gap -> gap.kind() == kind);
    }
}
