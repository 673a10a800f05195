package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.TOO_MANY_SIGNATURES;

import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.verdict.AllowedSigners;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The candidates of one place that are verified: those whose certificate names a wanted signer first, because
/// whoever may push could bury a good signature under others.
///
/// @param tried within the cap
/// @param beyond how many lie behind it
record Shortlist<C>(List<C> tried, int beyond) {
    /// Candidates verified of one place; each costs about a millisecond, and no image has more signers than
    /// this.
    static final int CANDIDATES_MAX = 32;

    static <C> Shortlist<C> of(
            Collection<C> candidates, Function<C, Optional<Signer>> claimedSigner, AllowedSigners hint) {
        if (candidates.size() < 2) {
            return new Shortlist<>(List.copyOf(candidates), 0);
        }
        // each certificate is read once: a comparator would read those of thousands of layers again and again
        Map<Boolean, List<C>> byClaim = candidates.stream()
                .collect(Collectors.partitioningBy(candidate ->
                        claimedSigner.apply(candidate).filter(hint::name).isPresent()));
        List<C> ordered = Stream.of(true, false)
                .map(byClaim::get)
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .toList();
        int count = Math.min(ordered.size(), CANDIDATES_MAX);
        return new Shortlist<>(ordered.subList(0, count), ordered.size() - count);
    }

    /// What became of those tried, and one finding for all that were not.
    List<Signature> with(List<Signature> signatures) {
        return beyond == 0
                ? signatures
                : Stream.concat(signatures.stream(), Stream.of(cutOff(tried.size() + beyond)))
                        .toList();
    }

    private static Signature cutOff(int count) {
        return new Signature.Refuted(
                Optional.empty(),
                TOO_MANY_SIGNATURES,
                "the image has " + count + " signatures in one place; only " + CANDIDATES_MAX + " were examined");
    }
}
