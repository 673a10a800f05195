package io.github.provenancegate.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What the API server has told of one kind of cluster-wide resources, by name. The client fills it and we read
/// it, so that a change is seen in the moment in which it is stored; the client's events come later.
///
/// @param <T> the client's type of the resources
final class Told<T extends HasMetadata> implements ItemStore<T> {
    private static final Logger LOG = Logger.getLogger(Told.class);

    private final Map<String, T> items = new ConcurrentHashMap<>();
    private volatile Consumer<T> stored = _ -> {};
    private volatile Consumer<String> removed = _ -> {};

    /// Who hears of changes from now on; neither may wait for anything.
    void listen(Consumer<T> toStored, Consumer<String> toRemoved) {
        stored = toStored;
        removed = toRemoved;
    }

    Optional<T> named(String name) {
        return Optional.ofNullable(items.get(name));
    }

    List<T> all() {
        return List.copyOf(items.values());
    }

    @Override
    public String getKey(T item) {
        return item.getMetadata().getName();
    }

    @Override
    public @Nullable T put(String key, T item) {
        item.getMetadata().setManagedFields(List.of()); // nobody reads them here, and they are the larger part of it
        T before = items.put(key, item);
        tell(stored, item);
        return before;
    }

    @Override
    public @Nullable T remove(String key) {
        T before = items.remove(key);
        tell(removed, key);
        return before;
    }

    /// A defect here must not end the watch.
    private static <E> void tell(Consumer<E> listener, E what) {
        try {
            listener.accept(what);
        } catch (RuntimeException defect) {
            LOG.error("a defect while a change in the cluster was taken in", defect);
        }
    }

    @Override
    public Stream<String> keySet() {
        return items.keySet().stream();
    }

    @Override
    public Stream<T> values() {
        return items.values().stream();
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public @Nullable T get(String key) {
        return items.get(key);
    }
}
