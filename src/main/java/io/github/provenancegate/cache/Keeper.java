package io.github.provenancegate.cache;

import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Document;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.MemoryWatch.Standing;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.Registry;
import io.github.provenancegate.verify.Signatures;
import io.github.provenancegate.verify.TrustRoots;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/// Keeps in a file what registries answered, and makes evidence of it again when a process begins.
public final class Keeper {
    private static final Logger LOG = Logger.getLogger(Keeper.class);

    /// All lines of a full file take some ten seconds on one core.
    private static final Duration REGAIN_MAX = Duration.ofMinutes(1);

    /// Nothing is asked over a network: a millisecond or two.
    private static final Duration LINE_MAX = Duration.ofSeconds(5);

    /// A file of many megabytes is not written anew for each image.
    static final Duration WRITTEN_EVERY = Duration.ofMinutes(1);

    /// Clocks are set back when a machine starts; what claims to come from later than this is dropped.
    private static final Duration CLOCK_SLIP_MAX = Duration.ofMinutes(5);

    private final KeptFile file;
    private final Ledger ledger;
    private final Function<Registry, Signatures> verifying;
    private final TrustRoots trustRoots;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private long writtenAt;
    private volatile boolean ending;
    private volatile String regainedUnder = "";
    private volatile Optional<String> trouble = Optional.empty();

    /// @param file need not be there yet
    /// @param verifying makes of a registry what verifies the signatures that it holds
    /// @param clock by which what is in the file ages
    /// @param nanoTime a monotonic clock in nanoseconds
    public Keeper(
            Path file,
            Ledger ledger,
            Function<Registry, Signatures> verifying,
            TrustRoots trustRoots,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.file = new KeptFile(file);
        this.ledger = ledger;
        this.verifying = verifying;
        this.trustRoots = trustRoots;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.writtenAt = nanoTime.getAsLong();
    }

    /// Whether other trust roots are in force than those under which the file was read last.
    boolean isToBeReadAgain() {
        return !trustRoots.version().equals(regainedUnder);
    }

    /// Reads the file and finds out again what follows from each of its lines. Never throws.
    synchronized void regain(CaffeineRegistry registry, CaffeineSignatures signatures) {
        regainedUnder = trustRoots.version();
        Regaining regaining = new Regaining(registry, signatures, Deadline.after(REGAIN_MAX, nanoTime));
        try {
            long malformed = file.read((kept, _) -> regaining.take(kept));
            if (malformed > 0) {
                LOG.warnf(
                        "%d lines of the cache file %s cannot be read and were left out; if they are not its last"
                                + " ones, look at who else writes it",
                        malformed, file);
            }
        } catch (IOException unusable) {
            LOG.warnf(
                    "the cache file %s is not used (%s): registries are asked again; remove it, or leave it to be"
                            + " replaced",
                    file, unusable.getMessage());
        } catch (RuntimeException defect) {
            LOG.errorf(defect, "the cache file %s is not used: an internal error", file);
        }
        if (!regaining.images.isEmpty()) {
            LOG.infof("the signatures of %d images were proven from the cache file %s", regaining.images.size(), file);
        }
    }

    /// One reading of the file.
    private final class Regaining {
        private final CaffeineRegistry registry;
        private final CaffeineSignatures signatures;
        private final Deadline deadline;
        private final Set<PinnedImage> images = new HashSet<>();

        private Regaining(CaffeineRegistry registry, CaffeineSignatures signatures, Deadline deadline) {
            this.registry = registry;
            this.signatures = signatures;
            this.deadline = deadline;
        }

        private KeptFile.Next take(Kept kept) {
            if (ending) {
                return KeptFile.Next.STOP;
            }
            if (deadline.remaining().isZero()) {
                LOG.warnf("there was not time enough to read the cache file %s to its end", file);
                return KeptFile.Next.STOP;
            }
            remaining(kept).filter(_ -> !ledger.journal().hasNewer(kept.name())).ifPresent(life -> take(kept, life));
            return KeptFile.Next.GO_ON;
        }

        private void take(Kept kept, Duration life) {
            KeptRegistry answers = new KeptRegistry(kept, ledger.reading());
            Inquiry inquiry = new Inquiry(Deadline.after(LINE_MAX, nanoTime), Observer.SILENT);
            switch (kept.about()) {
                case SIGNATURES -> prove(kept, answers, inquiry, life);
                case MANIFEST -> takeManifest(kept, answers, inquiry, life);
                case BASE_CLAIM ->
                    takeManifest(kept, answers, inquiry, life)
                            .ifPresent(document -> registry.regain(
                                    kept.image(), answers.baseClaim(kept.image(), document, inquiry), life));
            }
        }

        private void prove(Kept kept, KeptRegistry answers, Inquiry inquiry, Duration life) {
            if (kept.signers().isEmpty()) {
                return;
            }
            String version = trustRoots.version();
            List<Signature> proofs =
                    verifying
                            .apply(answers)
                            .find(kept.image(), List.of(new AllowedSigners(kept.signers())), inquiry)
                            .stream()
                            .filter(Signature.Proven.class::isInstance)
                            .toList();
            if (!proofs.isEmpty()) {
                signatures.regain(kept.image(), proofs, version, life);
                ledger.journal().isProven(kept.image().digest());
                images.add(kept.image());
            }
        }

        /// Where a tag was resolved to the image, its manifest stands in the line of its base claim alone.
        private Optional<Document> takeManifest(Kept kept, KeptRegistry answers, Inquiry inquiry, Duration life) {
            if (answers.manifest(kept.image(), inquiry) instanceof Registry.Fetched.Found(Document document)) {
                registry.regain(kept.image(), document, life);
                return Optional.of(document);
            }
            return Optional.empty();
        }
    }

    /// What is left of a life that began when the registry answered.
    private Optional<Duration> remaining(Kept kept) {
        Instant now = clock.instant();
        if (kept.since().isAfter(now.plus(CLOCK_SLIP_MAX))) {
            return Optional.empty();
        }
        Instant since = kept.since().isAfter(now) ? now : kept.since();
        return Optional.of(Duration.between(now, since.plus(Life.FIXED))).filter(Duration::isPositive);
    }

    /// Writes the file if something is new and the last time is long enough ago.
    void keepIfDue() {
        if (ledger.journal().isHalfFull() || nanoTime.getAsLong() - writtenAt >= WRITTEN_EVERY.toNanos()) {
            keep();
        }
    }

    /// Writes the file if something is new. Never throws.
    synchronized void keep() {
        if (ledger.journal().isEmpty()) {
            return;
        }
        writtenAt = nanoTime.getAsLong();
        Map<Kept.Name, Optional<Kept>> batch = ledger.journal().pending();
        try {
            file.replace(
                    batch.values().stream().flatMap(Optional::stream).toList(),
                    old -> !batch.containsKey(old.name()) && remaining(old).isPresent());
            ledger.journal().written(batch);
            trouble = Optional.empty();
        } catch (IOException | RuntimeException failed) {
            Optional<String> why = Optional.of(failed.getClass().getSimpleName() + ": " + failed.getMessage());
            if (!trouble.equals(why)) { // said once, not each minute
                LOG.warnf(
                        "the cache file %s cannot be written (%s): after a restart registries are asked again; give"
                                + " its folder room and write access",
                        file, why.get());
            }
            trouble = why;
        }
    }

    /// Writes it for the last time; a reading that is under way ends early.
    void end() {
        ending = true;
        keep();
    }

    Standing standing() {
        return trouble.isPresent() ? Standing.IN_TROUBLE : Standing.FINE;
    }
}
