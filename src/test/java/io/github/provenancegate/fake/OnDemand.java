package io.github.provenancegate.fake;

import java.util.Optional;
import java.util.function.Supplier;

/// A part that is made when it is first asked for: keys take time, and most signatures need few of them.
final class OnDemand<T> {

    private final Supplier<T> maker;
    private Optional<T> made = Optional.empty();

    OnDemand(Supplier<T> maker) {
        this.maker = maker;
    }

    synchronized T get() {
        T part = made.orElseGet(maker);
        made = Optional.of(part);
        return part;
    }
}
