package io.github.provenancegate.registry;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.Digest;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What an index names, from what its platforms name: all of their bases, or else what is worst about one of them.
final class BaseClaimOfIndex {
    /// A platform whose documents are wrong speaks against the index; one that names no base decides it however the
    /// others could be read; one that could not be read leaves it open, and least so one that could not be reached.
    private enum Rank {
        WRONG,
        WITHOUT_BASE,
        NOT_READ,
        NOT_REACHED,
        NAMED
    }

    private BaseClaimOfIndex() {}

    /// @param platforms at least one, in index order
    static BaseClaim of(List<BaseClaim> platforms) {
        Optional<BaseClaim> worst = platforms.stream()
                .filter(claim -> rank(claim) != Rank.NAMED)
                .min(Comparator.comparing(BaseClaimOfIndex::rank));
        return worst.orElseGet(() -> named(platforms));
    }

    private static BaseClaim named(List<BaseClaim> platforms) {
        Set<Digest> digests = new LinkedHashSet<>();
        for (BaseClaim platform : platforms) {
            if (platform instanceof BaseClaim.Named(List<Digest> named)) {
                digests.addAll(named);
            }
        }
        return new BaseClaim.Named(List.copyOf(digests));
    }

    private static Rank rank(BaseClaim claim) {
        return switch (claim) {
            case BaseClaim.Named _ -> Rank.NAMED;
            case BaseClaim.Missing _, BaseClaim.Invalid _, BaseClaim.NotAsked _ -> Rank.WITHOUT_BASE;
            case BaseClaim.Unreadable(ReasonCode code, String _) ->
                code.family() == ReasonCode.Family.REFUTED
                        ? Rank.WRONG
                        : code == ReasonCode.REGISTRY_UNREACHABLE ? Rank.NOT_REACHED : Rank.NOT_READ;
        };
    }
}
