package io.github.provenancegate.kubernetes;

import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.kubernetes.PolicyFault.Place;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads YAML into [YamlNode]s from the parser's events, so that no constructor, tag or alias of YAML ever runs: a
/// policy needs none of them, and each is a way to say something else than one reads, or to blow a small file up.
final class YamlDocuments {
    /// A policy is six deep; far below what a recursive reader's stack can bear.
    static final int NESTING_MAX = 20;

    private final String file;
    private final Iterator<Event> events;

    private YamlDocuments(String file, Iterator<Event> events) {
        this.file = file;
        this.events = events;
    }

    /// The documents of a text in their order; empty ones (two `---` in a row) are left out.
    ///
    /// @throws PolicyRefusedException at the first thing that cannot be read: what follows has no certain meaning
    static List<YamlNode> parse(String file, String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(PolicyDocuments.FILE_BYTES_MAX)
                .build();
        try {
            return new YamlDocuments(file, new Parse(settings).parseString(text).iterator()).documents();
        } catch (MarkedYamlEngineException broken) {
            throw refused(
                    broken.getProblemMark().or(broken::getContextMark),
                    "is no YAML: " + UntrustedText.escape(String.valueOf(broken.getProblem()), 200),
                    "correct it there or just above",
                    file);
        } catch (YamlEngineException broken) {
            throw refused(
                    Optional.empty(),
                    "is no YAML: " + UntrustedText.escape(String.valueOf(broken.getMessage()), 200),
                    "write one or more YAML documents in UTF-8",
                    file);
        }
    }

    private List<YamlNode> documents() {
        List<YamlNode> documents = new ArrayList<>();
        while (events.hasNext()) {
            if (events.next() instanceof DocumentStartEvent) {
                YamlNode document = node(events.next(), 1);
                if (!(document instanceof YamlNode.Scalar scalar && scalar.isNull())) {
                    documents.add(document);
                }
            }
        }
        return documents;
    }

    private YamlNode node(Event event, int depth) {
        if (event instanceof AliasEvent
                || (event instanceof NodeEvent node && node.getAnchor().isPresent())) {
            throw refused(event, "uses a YAML anchor or alias", "write the value out at each place");
        }
        if (depth > NESTING_MAX) {
            throw refused(event, "is nested deeper than " + NESTING_MAX, "no field of a policy is that deep");
        }
        return switch (event) {
            case ScalarEvent scalar -> {
                refuseTag(event, scalar.getTag());
                yield new YamlNode.Scalar(
                        scalar.getValue(),
                        scalar.getScalarStyle() == ScalarStyle.PLAIN ? YamlNode.Style.PLAIN : YamlNode.Style.QUOTED,
                        place(event));
            }
            case CollectionStartEvent start -> {
                refuseTag(event, start.getTag());
                yield start instanceof SequenceStartEvent ? sequence(start, depth) : mapping(start, depth);
            }
            default -> throw refused(event, "is no value", "write a text, a list or a mapping");
        };
    }

    private YamlNode sequence(Event start, int depth) {
        List<YamlNode> items = new ArrayList<>();
        for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
            items.add(node(event, depth + 1));
        }
        return new YamlNode.Sequence(items, place(start));
    }

    private YamlNode mapping(Event start, int depth) {
        List<YamlNode.Entry> entries = new ArrayList<>();
        for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
            YamlNode key = node(event, depth + 1);
            entries.add(new YamlNode.Entry(key, node(events.next(), depth + 1)));
        }
        return new YamlNode.Mapping(entries, place(start));
    }

    private void refuseTag(Event event, Optional<String> tag) {
        tag.ifPresent(written -> {
            throw refused(event, "has the YAML tag " + UntrustedText.quote(written), "leave the tag out");
        });
    }

    private PolicyRefusedException refused(Event event, String problem, String remedy) {
        return refused(event.getStartMark(), problem, remedy, file);
    }

    private static PolicyRefusedException refused(Optional<Mark> mark, String problem, String remedy, String file) {
        return new PolicyRefusedException(
                List.of(new PolicyFault(file, mark.map(YamlDocuments::place), Optional.empty(), problem, remedy)));
    }

    private static Place place(Event event) {
        return event.getStartMark().map(YamlDocuments::place).orElse(Place.START);
    }

    private static Place place(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
