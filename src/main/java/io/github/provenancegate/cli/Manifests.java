package io.github.provenancegate.cli;

import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.kubernetes.ManifestImages;
import io.github.provenancegate.kubernetes.ManifestReader;
import io.github.provenancegate.report.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The images of the manifests that a command is given.
///
/// @param standardInput stands in the place of `-`
record Manifests(InputStream standardInput) {
    private static final String STANDARD_INPUT = "-";
    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

    /// An image where a manifest names it.
    record Occurring(Place.Field place, String image) {}

    /// What was read; the texts are safe to print.
    record Read(List<Occurring> images, List<String> faults, List<String> notes) {}

    /// Reads files, folders and standard input.
    ///
    /// @throws RefusedException when one cannot be read at all, or a folder holds no manifest
    Read read(List<String> names) {
        Read all = new Read(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (String name : names) {
            if (name.equals(STANDARD_INPUT)) {
                take("standard input", standardInput, all);
            } else if (Files.isDirectory(Path.of(name))) {
                filesIn(Path.of(name)).forEach(file -> take(file, all));
            } else {
                take(Path.of(name), all);
            }
        }
        return all;
    }

    /// With the folders in it, in the order of names.
    private static List<Path> filesIn(Path folder) {
        try (Stream<Path> below = Files.walk(folder)) {
            List<Path> files = below.filter(Files::isRegularFile)
                    .filter(file -> ENDINGS.stream()
                            .anyMatch(ending ->
                                    file.toString().toLowerCase(Locale.ROOT).endsWith(ending)))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new RefusedException(folder + ": holds no manifest (*.yaml, *.yml, *.json)");
            }
            return files;
        } catch (IOException unreadable) {
            throw refused(folder, unreadable);
        }
    }

    private static void take(Path file, Read all) {
        try (InputStream in = Files.newInputStream(file)) {
            take(UntrustedText.escape(file.toString(), 500), in, all);
        } catch (IOException unreadable) {
            throw refused(file, unreadable);
        }
    }

    private static void take(String file, InputStream in, Read all) {
        ManifestImages read = ManifestReader.read(file, in);
        for (ManifestImages.Named named : read.images()) {
            all.images()
                    .add(new Occurring(
                            new Place.Field(
                                    file,
                                    named.document(),
                                    named.line(),
                                    named.kind(),
                                    named.namespace(),
                                    named.name(),
                                    named.image().field(),
                                    named.image().owner()),
                            named.image().text()));
        }
        all.faults().addAll(read.faults());
        all.notes().addAll(read.notes());
    }

    private static RefusedException refused(Path file, IOException why) {
        return new RefusedException(file + ": cannot be read (" + why.getClass().getSimpleName()
                + "); check that it exists and may be read");
    }
}
