package io.github.provenancegate.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A control group of its own in every hierarchy of this machine, for a node and its Pods.
///
/// @param name below each hierarchy's root
/// @param hierarchies where they are mounted
record ControlGroup(String name, List<Path> hierarchies) implements AutoCloseable {
    private static final Duration EMPTY_MAX = Duration.ofSeconds(30);

    ControlGroup {
        hierarchies = List.copyOf(hierarchies);
    }

    /// Where none can be made the calling test is skipped: installing something would not help.
    static ControlGroup create(String name) {
        var group = new ControlGroup(name, mounted());
        try {
            for (var hierarchy : group.hierarchies()) {
                Files.createDirectory(hierarchy.resolve(name));
            }
        } catch (IOException e) {
            group.close();
            throw MissingPart.skip("this machine lets nobody make a control group: " + e.getMessage());
        }
        if (group.hierarchies().isEmpty()) {
            throw MissingPart.skip("this machine has no control groups");
        }
        return group;
    }

    /// The most memory that a container has had, in bytes, what it read from files included.
    ///
    /// @param container its id
    long memoryPeak(String container) {
        var folder = find(container);
        for (var file : List.of("memory.peak", "memory.max_usage_in_bytes")) {
            if (Files.exists(folder.resolve(file))) {
                return Long.parseLong(read(folder.resolve(file)).strip());
            }
        }
        throw new AssertionError(folder + " does not say how much memory there was");
    }

    /// What a container's file about its memory says.
    ///
    /// @param file such as `memory.stat`
    String memory(String container, String file) {
        return read(find(container).resolve(file));
    }

    /// The processes of a container, as this machine counts them.
    List<Long> processes(String container) {
        return read(find(container).resolve("cgroup.procs"))
                .lines()
                .map(Long::parseLong)
                .toList();
    }

    private Path find(String container) {
        return hierarchies.stream()
                .flatMap(hierarchy -> find(hierarchy.resolve(name), container).stream())
                .filter(folder -> Files.exists(folder.resolve("memory.stat")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no control group of " + container));
    }

    private static Optional<Path> find(Path root, String container) {
        try (var folders = Files.walk(root)) {
            return folders.filter(folder -> folder.endsWith(container)).findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Removes it, as soon as the kernel has buried who was in it.
    @Override
    public void close() {
        for (var hierarchy : hierarchies) {
            var root = hierarchy.resolve(name);
            Await.until("nobody is in " + root, EMPTY_MAX, () -> isRemoved(root));
        }
    }

    private static boolean isRemoved(Path root) {
        if (!Files.exists(root)) {
            return true;
        }
        try (var folders = Files.walk(root)) {
            for (var folder : folders.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.delete(folder);
            }
            return true;
        } catch (IOException | UncheckedIOException _) {
            return false;
        }
    }

    private static List<Path> mounted() {
        try (var mounts = Files.lines(Path.of("/proc/self/mounts"))) {
            return mounts.map(line -> line.split(" ", -1))
                    .filter(fields -> fields[2].equals("cgroup") || fields[2].equals("cgroup2"))
                    .map(fields -> Path.of(fields[1]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
