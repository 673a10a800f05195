package io.github.provenancegate.sigstore;

import io.github.provenancegate.image.Digest;
import io.github.provenancegate.verify.TrustRoots;
import io.github.provenancegate.verify.TrustRoots.Change;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// One trust root with its source: the last good document stays in force, whatever the source says.
final class KeptRoot {
    /// A source that failed is asked again after this, if its period is not shorter.
    static final Duration RETRY_AFTER = Duration.ofMinutes(10);

    private final String name;
    private final String origin;
    private final RootReading reading;
    private final Duration period;
    private final InstantSource clock;
    private volatile State state;

    /// @param root in force; empty while there is none
    /// @param due when the source is asked next
    private record State(Optional<TrustRoot> root, Instant since, Instant due, Optional<String> trouble) {
        Optional<Digest> document() {
            return root.map(TrustRoot::document);
        }
    }

    /// @param period how often the source is asked; zero: at each opportunity
    KeptRoot(String name, String origin, RootReading reading, Duration period, InstantSource clock) {
        this.name = name;
        this.origin = origin;
        this.reading = reading;
        this.period = period;
        this.clock = clock;
        Instant now = clock.instant();
        this.state = new State(Optional.empty(), now, now, Optional.empty());
    }

    /// A root that nothing ever renews.
    ///
    /// @param since when it was taken into force; 1970 where it always was
    static KeptRoot fixed(TrustRoot root, String origin, Instant since) {
        RootReading nothing = () -> {
            throw new IOException("it has no source");
        };
        KeptRoot kept = new KeptRoot(root.name(), origin, nothing, Duration.ZERO, InstantSource.fixed(since));
        kept.state = new State(Optional.of(root), since, Instant.MAX, Optional.empty());
        return kept;
    }

    String name() {
        return name;
    }

    Optional<TrustRoot> root() {
        return state.root();
    }

    /// Identifies the document in force.
    String version() {
        return name + "@" + state.document().map(Digest::hex).orElse("none");
    }

    /// Takes a document into force that was there before this process; the source stays due.
    ///
    /// @param since when it was written or fetched
    void startWith(TrustRoot root, Instant since) {
        state = new State(Optional.of(root), since, clock.instant(), Optional.empty());
    }

    /// Remembers why there is less to start with than there was; the source stays due.
    void startInTrouble(String trouble) {
        State now = state;
        state = new State(now.root(), now.since(), now.due(), Optional.of(origin + ": " + trouble));
    }

    /// Asks the source if it is due.
    Optional<Change> refresh() {
        return clock.instant().isBefore(state.due()) ? Optional.empty() : renew();
    }

    private Optional<Change> renew() {
        State before = state;
        Instant now = clock.instant();
        try {
            byte[] json = reading.read();
            Digest document = Digest.of(Verification.sha256(json));
            if (before.document().filter(document::equals).isPresent()) {
                state = new State(before.root(), before.since(), now.plus(period), Optional.empty());
                return Optional.empty();
            }
            state = new State(Optional.of(TrustRoot.parse(name, json)), now, now.plus(period), Optional.empty());
            return Optional.of(new Change.Renewed(name, document));
        } catch (MalformedTrustRootException refused) {
            return kept(before, now, "the trust root " + refused.getMessage());
        } catch (IOException unreadable) {
            return kept(before, now, String.valueOf(unreadable.getMessage()));
        } catch (RuntimeException defect) {
            // one root must not keep the others from being renewed
            return kept(before, now, "an internal error (" + defect.getClass().getSimpleName() + ")");
        }
    }

    private Optional<Change> kept(State before, Instant now, String trouble) {
        Duration pause = period.compareTo(RETRY_AFTER) < 0 ? period : RETRY_AFTER;
        Optional<String> why = Optional.of(origin + ": " + trouble);
        state = new State(before.root(), before.since(), now.plus(pause), why);
        // said once, not at each attempt
        return before.trouble().equals(why) ? Optional.empty() : why.map(sentence -> new Change.Kept(name, sentence));
    }

    TrustRoots.Root describe() {
        State now = state;
        return new TrustRoots.Root(
                name,
                origin,
                now.document(),
                now.since(),
                now.root().flatMap(TrustRoot::coversUntil),
                now.trouble(),
                now.root().map(TrustRoot::parts).orElse(List.of()));
    }
}
