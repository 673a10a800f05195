package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.CERTIFICATE_UNTRUSTED;
import static io.github.provenancegate.evidence.ReasonCode.LOG_UNKNOWN;
import static io.github.provenancegate.evidence.ReasonCode.SIGNATURE_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.TIMESTAMP_INVALID;

import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Where every walk begins and every [Refutation] ends: a candidate becomes a `Signature`, whatever happens.
final class Measure {
    private Measure() {}

    /// The most telling of what the trust roots say; each is asked by itself, so that nothing of one signature is
    /// vouched for by two of them.
    ///
    /// @param roots at least one
    static Signature against(
            List<TrustRoot> roots, Supplier<Optional<Signer>> claimed, Function<TrustRoot, Signature> walk) {
        return byEach(roots, claimed, walk).getFirst();
    }

    /// The same of every root that vouches, since policies bind signers to roots and two roots may name the same
    /// authorities; where none vouches, the most telling refusal alone.
    static List<Signature> byEach(
            List<TrustRoot> roots, Supplier<Optional<Signer>> claimed, Function<TrustRoot, Signature> walk) {
        List<Signature> said = roots.stream()
                .map(root -> guarded(claimed, () -> walk.apply(root)))
                .sorted(Comparator.comparingInt(Measure::rank))
                .toList();
        if (said.isEmpty()) {
            throw new IllegalArgumentException("at least one trust root is needed");
        }
        List<Signature> vouched = said.stream()
                .filter(signature -> signature instanceof Signature.Proven || signature instanceof Signature.Unlogged)
                .toList();
        return vouched.isEmpty() ? List.of(said.getFirst()) : vouched;
    }

    /// What a walk finds; a step that does not hold, and any exception of a parser, refutes this one candidate.
    static Signature guarded(Supplier<Optional<Signer>> claimed, Supplier<Signature> walk) {
        return guardedByEach(claimed, () -> List.of(walk.get())).getFirst();
    }

    /// The same of a walk that asks several roots.
    static List<Signature> guardedByEach(Supplier<Optional<Signer>> claimed, Supplier<List<Signature>> walk) {
        try {
            return walk.get();
        } catch (Refutation refutation) {
            return List.of(new Signature.Refuted(signer(claimed), refutation.code(), refutation.sentence()));
        } catch (RuntimeException | StackOverflowError unforeseen) {
            return List.of(new Signature.Refuted(
                    Optional.empty(),
                    SIGNATURE_INVALID,
                    "the signature could not be examined ("
                            + unforeseen.getClass().getSimpleName() + ")"));
        }
    }

    private static Optional<Signer> signer(Supplier<Optional<Signer>> claimed) {
        try {
            return claimed.get();
        } catch (RuntimeException | StackOverflowError unreadable) {
            return Optional.empty();
        }
    }

    /// A root that does not know the log or the authority says least: the signature is another root's business.
    private static int rank(Signature signature) {
        return switch (signature) {
            case Signature.Proven _ -> 0;
            case Signature.Unlogged _ -> 1;
            case Signature.Refuted refuted when refuted.code() == LOG_UNKNOWN -> 4;
            case Signature.Refuted refuted
            when refuted.code() == CERTIFICATE_UNTRUSTED || refuted.code() == TIMESTAMP_INVALID -> 3;
            case Signature.Refuted _ -> 2;
            case Signature.Unknown _ -> 5;
        };
    }
}
