package io.github.provenancegate.cache;

import io.github.provenancegate.verify.MemoryWatch;
import io.github.provenancegate.verify.Remembered;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/// All that is remembered, and its file where there is one.
public final class CaffeineMemory implements MemoryWatch {
    private final CaffeineRegistry registry;
    private final CaffeineSignatures signatures;
    private final Optional<Keeper> keeper;
    private final Executor executor;
    private final AtomicBoolean regaining = new AtomicBoolean();

    /// @param keeper empty where nothing is kept over a restart
    /// @param executor reads the file beside everything else
    public CaffeineMemory(
            CaffeineRegistry registry, CaffeineSignatures signatures, Optional<Keeper> keeper, Executor executor) {
        this.registry = registry;
        this.signatures = signatures;
        this.keeper = keeper;
        this.executor = executor;
    }

    @Override
    public void begin() {
        keeper.ifPresent(this::regain);
    }

    private void regain(Keeper from) {
        if (!regaining.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(() -> {
                try {
                    from.regain(registry, signatures);
                } finally {
                    regaining.set(false);
                }
            });
        } catch (RejectedExecutionException _) { // the process ends
            regaining.set(false);
        }
    }

    @Override
    public Progress progress() {
        return regaining.get() ? Progress.REGAINING : Progress.REGAINED;
    }

    /// Also reads the file again when other trust roots have come into force, which ended all proofs.
    @Override
    public void keep() {
        keeper.ifPresent(one -> {
            if (one.isToBeReadAgain()) {
                regain(one);
            } else if (!regaining.get()) {
                one.keepIfDue();
            }
        });
    }

    @Override
    public void end() {
        keeper.ifPresent(Keeper::end);
    }

    @Override
    public Standing standing() {
        return keeper.map(Keeper::standing).orElse(Standing.NOT_WANTED);
    }

    @Override
    public List<Remembered> remembered() {
        return Stream.concat(registry.remembered().stream(), Stream.of(signatures.remembered()))
                .toList();
    }
}
