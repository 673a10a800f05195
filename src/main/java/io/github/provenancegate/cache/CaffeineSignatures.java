package io.github.provenancegate.cache;

import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verify.Asker;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer.Matter;
import io.github.provenancegate.verify.Observer.Source;
import io.github.provenancegate.verify.Remembered;
import io.github.provenancegate.verify.Signatures;
import io.github.provenancegate.verify.TrustRoots;
import io.github.provenancegate.verify.UndeterminedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Remembers what became of the candidate signatures of a digest.
///
/// A proof by a wanted signer is kept for a day under the trust roots that vouched for it, also when the
/// registry cannot be asked meanwhile. Everything else is asked again soon: who signs an unsigned image should
/// not wait. What strangers have proven is never kept for long: anybody can sign.
public final class CaffeineSignatures implements Signatures {
    /// Some ten thousand images with a signature or two.
    private static final long PROVEN_BYTES_MAX = 12 << 20;

    /// What is gone in a minute.
    private static final long BRIEF_BYTES_MAX = 4 << 20;

    /// A signature without its texts.
    private static final long SIGNATURE_BYTES = 512;

    /// Kept back for an answer out of what has been fetched so far, when a flight does not end: a place that is
    /// slow must not take the other's proof with it.
    private static final Duration HANDOVER = Duration.ofMillis(500);

    private final Signatures signatures;
    private final TrustRoots trustRoots;
    private final RandomGenerator random;
    private final Memory<Key, List<Signature>> proven;
    private final Memory<Key, List<Signature>> brief;
    private final Flights<Key, List<Signature>> flights;
    private final Flights<Key, List<Signature>> handovers;
    private volatile String trustedBefore = "";

    /// @param wanted whose candidates were tried first; empty where all were tried and that made no difference
    private record Key(String image, String trustRoots, String scope, Set<AllowedSigners> wanted) {
        Key ofAnybody() {
            return new Key(image, trustRoots, scope, Set.of());
        }
    }

    /// Remembers nothing yet.
    ///
    /// @param signatures who looks for them; it should read through a registry that shares its look-ups
    /// @param trustRoots those against which they are measured
    /// @param executor runs look-ups; they block, so virtual threads fit
    /// @param random spreads when failed look-ups are repeated
    /// @param nanoTime a monotonic clock in nanoseconds
    public CaffeineSignatures(
            Signatures signatures,
            TrustRoots trustRoots,
            Executor executor,
            RandomGenerator random,
            LongSupplier nanoTime) {
        this.signatures = signatures;
        this.trustRoots = trustRoots;
        this.random = random;
        this.proven = new Memory<>(PROVEN_BYTES_MAX, CaffeineSignatures::bytes, nanoTime);
        this.brief = new Memory<>(BRIEF_BYTES_MAX, CaffeineSignatures::bytes, nanoTime);
        this.flights = new Flights<>(executor, Flights.FLIGHT_MAX, nanoTime);
        this.handovers = new Flights<>(executor, Flights.FLIGHT_MAX, nanoTime);
    }

    private static long bytes(List<Signature> found) {
        return found.stream()
                .mapToLong(signature -> SIGNATURE_BYTES
                        + switch (signature) {
                            case Signature.Proven(Proof proof) -> bytes(proof.signer());
                            case Signature.Unlogged(Signer signer, var _, var _) -> bytes(signer);
                            case Signature.Refuted(Optional<Signer> signer, var _, String detail) ->
                                signer.map(CaffeineSignatures::bytes).orElse(0L) + detail.length();
                            case Signature.Unknown(var _, String detail) -> detail.length();
                        })
                .sum();
    }

    /// Two for a character: certificates may hold any.
    private static long bytes(Signer signer) {
        return 2L * (signer.issuer().length() + signer.subject().length());
    }

    @Override
    public List<Signature> find(PinnedImage image, List<AllowedSigners> wanted, Inquiry inquiry) {
        Key key = new Key(image.toString(), trustRootsVersion(), inquiry.asker().scope(), Set.copyOf(wanted));
        Optional<List<Signature>> known = recall(key, wanted);
        if (known.isPresent()) {
            inquiry.observer().lookedUp(Matter.SIGNATURES, Source.REMEMBERED);
            if (proven.isAging(key) || proven.isAging(key.ofAnybody())) { // nobody waits for it
                flights.board(key, inquiry, longer -> fetch(key, image, wanted, longer));
            }
            return known.get();
        }
        Optional<Flights.Seat<List<Signature>>> seat = flights.board(
                key,
                inquiry,
                // another flight may have ended between our looking and our boarding
                longer -> recall(key, wanted).orElseGet(() -> fetch(key, image, wanted, longer)));
        inquiry.observer().lookedUp(Matter.SIGNATURES, seat.map(Shelf::source).orElse(Source.ASKED));
        if (seat.isEmpty()) {
            return fetch(key, image, wanted, inquiry);
        }
        try {
            return seat.get().await(inquiry.deadline().earlierBy(HANDOVER), "looking for signatures");
        } catch (UndeterminedException late) {
            if (late.code() != ReasonCode.DEADLINE_EXCEEDED) {
                throw late;
            }
            return handOver(key, image, wanted, inquiry);
        }
    }

    /// What can be said of what has been fetched so far, measured once for all whose time ends now.
    private List<Signature> handOver(Key key, PinnedImage image, List<AllowedSigners> wanted, Inquiry inquiry) {
        return handovers
                .board(key, inquiry, _ -> withKept(key, signatures.find(image, wanted, inquiry)))
                .map(seat -> seat.await(inquiry.deadline(), "looking for signatures"))
                .orElseGet(() -> withKept(key, signatures.find(image, wanted, inquiry)));
    }

    /// What was measured against other roots is of no use any more.
    private String trustRootsVersion() {
        String version = trustRoots.version();
        if (!version.equals(trustedBefore)) {
            trustedBefore = version;
            proven.forgetAll();
            brief.forgetAll();
        }
        return version;
    }

    private Optional<List<Signature>> recall(Key key, List<AllowedSigners> wanted) {
        return kept(key)
                .filter(found -> wanted.stream().allMatch(signers -> signers.haveProof(found)))
                .or(() -> brief.recall(key))
                .or(() -> brief.recall(key.ofAnybody()));
    }

    private Optional<List<Signature>> kept(Key key) {
        return proven.recall(key).or(() -> proven.recall(key.ofAnybody()));
    }

    private List<Signature> fetch(Key key, PinnedImage image, List<AllowedSigners> wanted, Inquiry inquiry) {
        List<Signature> found = withKept(key, signatures.find(image, wanted, inquiry));
        if (trustRoots.version().equals(key.trustRoots())) { // else nobody knows under which of them it was measured
            remember(key, found, wanted);
        }
        return found;
    }

    private void remember(Key key, List<Signature> found, List<AllowedSigners> wanted) {
        Key valid = dependsOnWhoWasTried(found) ? key : key.ofAnybody();
        boolean whole = found.stream().noneMatch(CaffeineSignatures::isUnknown);
        if (whole) {
            proven.forget(key);
            proven.forget(valid);
        }
        if (wanted.stream().anyMatch(signers -> signers.haveProof(found))) {
            proven.remember(
                    valid,
                    found.stream().filter(signature -> !isUnknown(signature)).toList(),
                    Life.FIXED);
        }
        brief.remember(valid, found, whole ? Life.MENDABLE_EVIDENCE : Life.ofUnknown(random));
    }

    /// Where not all candidates were tried, others would be tried for other signers.
    private static boolean dependsOnWhoWasTried(List<Signature> found) {
        return found.stream().anyMatch(signature -> switch (signature) {
            case Signature.Refuted(var _, ReasonCode code, String _) -> code == ReasonCode.TOO_MANY_SIGNATURES;
            case Signature.Proven _, Signature.Unlogged _, Signature.Unknown _ -> false;
        });
    }

    private static boolean isUnknown(Signature signature) {
        return switch (signature) {
            case Signature.Unknown _ -> true;
            case Signature.Proven _, Signature.Unlogged _, Signature.Refuted _ -> false;
        };
    }

    /// An answer with a gap does not undo what was proven before.
    private List<Signature> withKept(Key key, List<Signature> found) {
        if (found.stream().noneMatch(CaffeineSignatures::isUnknown)) {
            return found;
        }
        List<Signature> proofs = kept(key).orElse(List.of()).stream()
                .filter(signature -> switch (signature) {
                    case Signature.Proven _ -> !found.contains(signature);
                    case Signature.Unlogged _, Signature.Refuted _, Signature.Unknown _ -> false;
                })
                .toList();
        return Stream.concat(found.stream(), proofs.stream()).toList();
    }

    /// Takes in what was proven of an image by answers that a registry gave before this process began, unless
    /// something newer is known.
    ///
    /// @param proofs proven just now from those answers; nothing else is taken in
    /// @param trustRoots the version against which they were measured
    /// @param remaining of their life
    void regain(PinnedImage image, List<Signature> proofs, String trustRoots, Duration remaining) {
        Key key = new Key(image.toString(), trustRoots, Asker.OURSELVES.scope(), Set.of());
        List<Signature> proven =
                proofs.stream().filter(Signature.Proven.class::isInstance).toList();
        if (!proven.isEmpty()
                && trustRootsVersion().equals(trustRoots)
                && kept(key).isEmpty()) {
            this.proven.remember(key, proven, remaining);
        }
    }

    Remembered remembered() {
        return new Remembered(Matter.SIGNATURES, proven.entries() + brief.entries(), proven.bytes() + brief.bytes());
    }
}
