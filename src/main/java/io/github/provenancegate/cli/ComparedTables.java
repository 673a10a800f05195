package io.github.provenancegate.cli;

import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.report.Comparison.Entry;
import io.github.provenancegate.report.Comparison.Source;
import io.github.provenancegate.report.CsvReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads what is compared: tables that `verify` or the script before it wrote, and how images are called alike.
final class ComparedTables {
    /// Ten thousand images with their errors.
    private static final int FILE_BYTES_MAX = 64 << 20;

    private static final String IMAGE = "image";
    private static final String BASE_DIGEST = "base_digest";
    private static final String STATUS = "verification_status";

    /// What tables have in the place of a digest that is not there.
    private static final List<String> NO_DIGEST = List.of("", "N/A", "None", "null");

    private ComparedTables() {}

    /// One table. Its columns are found by their names, so that more of them do no harm.
    ///
    /// @param names what images are called in all tables, by their name in this one
    /// @throws RefusedException when it cannot be used, with file and row
    static Source read(Path file, Map<String, String> names) {
        List<List<String>> rows = rows(file);
        if (rows.isEmpty()
                || !rows.getFirst().contains(IMAGE)
                || !rows.getFirst().contains(BASE_DIGEST)) {
            throw new RefusedException(
                    file + ": is no table of verify: its first line names no " + IMAGE + " and " + BASE_DIGEST);
        }
        List<String> heading = rows.getFirst();
        Map<String, Entry> images = new HashMap<>();
        for (int i = 1; i < rows.size(); i++) {
            List<String> row = rows.get(i);
            if (row.size() != heading.size()) {
                throw new RefusedException(file + ": row " + (i + 1) + " has " + row.size()
                        + " cells, the first line has " + heading.size());
            }
            String digest = cell(heading, row, BASE_DIGEST).orElse("");
            String image = cell(heading, row, IMAGE).orElse("");
            Entry other = images.put(
                    names.getOrDefault(image, image),
                    new Entry(
                            NO_DIGEST.contains(digest) ? "" : digest,
                            cell(heading, row, STATUS).orElse("")));
            if (other != null) {
                throw new RefusedException(file + ": row " + (i + 1) + ": the image " + UntrustedText.quote(image)
                        + " is there twice (as it is called, or by --repository-map)");
            }
        }
        return new Source(file.toString(), images);
    }

    private static Optional<String> cell(List<String> heading, List<String> row, String column) {
        int at = heading.indexOf(column);
        return at < 0 ? Optional.empty() : Optional.of(row.get(at));
    }

    private static List<List<String>> rows(Path file) {
        try {
            return CsvReader.rows(text(file));
        } catch (IllegalArgumentException malformed) {
            throw new RefusedException(file + ": is no CSV: " + malformed.getMessage());
        }
    }

    /// A mapping of names to names, in YAML.
    ///
    /// @throws RefusedException when it is none
    static Map<String, String> names(Path file) {
        try {
            Object document = new Load(LoadSettings.builder()
                            .setLabel(file.toString())
                            .setAllowDuplicateKeys(false)
                            .build())
                    .loadFromString(text(file));
            Map<String, String> names = new HashMap<>();
            if (document instanceof Map<?, ?> mapping) {
                mapping.forEach((name, common) -> names.put(String.valueOf(name), String.valueOf(common)));
                return names;
            }
        } catch (YamlEngineException broken) {
            throw new RefusedException(
                    file + ": is no YAML: " + UntrustedText.escape(String.valueOf(broken.getMessage()), 300));
        }
        throw new RefusedException(
                file + ": is no mapping; write the names that differ, each as NAME-IN-A-TABLE: COMMON-NAME");
    }

    private static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) {
                throw new RefusedException(file + ": is longer than " + FILE_BYTES_MAX + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new RefusedException(file + ": cannot be read ("
                    + unreadable.getClass().getSimpleName() + "); check that it exists and may be read");
        }
    }
}
