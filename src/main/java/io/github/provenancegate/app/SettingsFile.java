package io.github.provenancegate.app;

import io.github.provenancegate.app.Given.Written;
import io.github.provenancegate.cli.RefusedException;
import io.github.provenancegate.cli.Setting;
import io.github.provenancegate.image.UntrustedText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// The configuration file: one YAML mapping of settings to texts, or to lists of texts where a setting may have
/// several. A key that is no setting is refused, or a misspelt one would be silently without effect.
final class SettingsFile {
    /// A configuration has a few dozen lines.
    private static final int FILE_BYTES_MAX = 1 << 16;

    private final Path file;

    private SettingsFile(Path file) {
        this.file = file;
    }

    /// The settings of the file that is named, else of the user's own if there is one.
    static Map<Setting, List<Written>> read(Optional<Written> named, Surroundings surroundings) {
        if (named.isPresent()) {
            return new SettingsFile(Path.of(named.get().value())).settings();
        }
        Path own = ownFolder(surroundings).resolve("provgate").resolve("config.yaml");
        return Files.exists(own) ? new SettingsFile(own).settings() : Map.of();
    }

    /// XDG Base Directory Specification, "Environment variables".
    private static Path ownFolder(Surroundings surroundings) {
        String named = surroundings.environment().getOrDefault("XDG_CONFIG_HOME", "");
        return named.isEmpty() ? surroundings.home().resolve(".config") : Path.of(named);
    }

    private Map<Setting, List<Written>> settings() {
        Map<Setting, List<Written>> settings = new EnumMap<>(Setting.class);
        document().ifPresent(document -> {
            if (!(document instanceof MappingNode mapping)) {
                throw refused(document, "is no mapping; write settings, each as key: value");
            }
            for (NodeTuple entry : mapping.getValue()) {
                Setting setting = setting(entry.getKeyNode());
                if (settings.put(setting, written(setting, entry.getValueNode())) != null) {
                    throw refused(entry.getKeyNode(), setting.key() + " is written twice; keep one of the two");
                }
            }
        });
        return settings;
    }

    private Optional<Node> document() {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setCodePointLimit(FILE_BYTES_MAX)
                .build();
        try {
            return new Compose(settings).composeString(text());
        } catch (YamlEngineException broken) {
            throw new RefusedException(
                    file + ": is no YAML: " + UntrustedText.escape(String.valueOf(broken.getMessage()), 300));
        }
    }

    private String text() {
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

    private Setting setting(Node key) {
        String name = scalar(key);
        return Setting.ofKey(name)
                .filter(setting -> setting != Setting.CONFIG)
                .orElseThrow(() -> refused(
                        key,
                        UntrustedText.quote(name) + " is no setting; keys are the long options' names without --"));
    }

    private List<Written> written(Setting setting, Node value) {
        if (value instanceof SequenceNode several && setting.count() == Setting.Count.SEVERAL) {
            return several.getValue().stream()
                    .map(one -> new Written(scalar(one), place(one) + ": " + setting.key()))
                    .toList();
        }
        return List.of(new Written(scalar(value), place(value) + ": " + setting.key()));
    }

    private String scalar(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw refused(node, "is no text; write one text here");
    }

    private RefusedException refused(Node at, String why) {
        return new RefusedException(place(at) + ": " + why);
    }

    private String place(Node node) {
        return file
                + node.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
    }
}
