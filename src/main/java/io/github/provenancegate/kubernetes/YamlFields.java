package io.github.provenancegate.kubernetes;

import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.kubernetes.PolicyFault.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The fields of one mapping, read strictly: whatever is not what it should be is noted as a fault, and the
/// reading goes on, so that a person sees everything at once. An empty answer means "absent, or a fault that is
/// noted".
final class YamlFields {
    private final String path;
    private final Place place;
    private final Faults faults;
    private final Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    private final List<String> known = new ArrayList<>();

    private YamlFields(String path, YamlNode.Mapping mapping, Faults faults) {
        this.path = path;
        this.place = mapping.place();
        this.faults = faults;
        for (YamlNode.Entry entry : mapping.entries()) {
            text(entry.key(), path.isEmpty() ? "a field's name" : path + ": a field's name")
                    .ifPresent(name -> {
                        if (entries.putIfAbsent(name.value(), entry) != null) {
                            faults.add(
                                    entry.key().place(), at(name.value()), "is written twice", "keep one of the two");
                        }
                    });
        }
    }

    /// Notes what is wrong in one file.
    record Faults(String file, List<PolicyFault> found) {
        void add(Place place, String field, String problem, String remedy) {
            found.add(new PolicyFault(file, Optional.of(place), Optional.of(field), problem, remedy));
        }
    }

    /// A text and where it stands.
    record Text(String value, String field, Place place) {}

    /// The fields of a document.
    static Optional<YamlFields> of(YamlNode document, Faults faults) {
        return of(document, "", faults);
    }

    private static Optional<YamlFields> of(YamlNode node, String path, Faults faults) {
        if (node instanceof YamlNode.Mapping mapping) {
            return Optional.of(new YamlFields(path, mapping, faults));
        }
        faults.add(
                node.place(),
                path.isEmpty() ? "document" : path,
                "is " + node.words() + ", not a mapping",
                "write fields, each as name: value");
        return Optional.empty();
    }

    /// The path of one of these fields.
    String at(String name) {
        String safe = UntrustedText.escape(name, 60);
        return path.isEmpty() ? safe : path + "." + safe;
    }

    /// Where these fields begin.
    Place place() {
        return place;
    }

    /// Where a field stands, or where these fields begin if it is absent.
    Place placeOf(String name) {
        return Optional.ofNullable(entries.get(name))
                .map(entry -> entry.key().place())
                .orElse(place);
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    /// Notes a fault of one of these fields.
    void refuse(String name, String problem, String remedy) {
        faults.add(placeOf(name), at(name), problem, remedy);
    }

    /// Notes a fault if the field is absent.
    YamlFields require(String name, String remedy) {
        if (!has(name)) {
            refuse(name, "is missing", remedy);
        }
        return this;
    }

    /// A field that must be a text.
    Optional<Text> text(String name) {
        return take(name).flatMap(node -> text(node, at(name)));
    }

    /// A field that must be a text, and may look to YAML like a time: its reader takes it for one.
    Optional<Text> time(String name) {
        return take(name)
                .flatMap(node -> node instanceof YamlNode.Scalar(String value, YamlNode.Style _, Place where)
                                && YamlTypes.isTime(value)
                        ? Optional.of(new Text(value, at(name), where))
                        : text(node, at(name)));
    }

    /// A field that must be a list of texts, not empty.
    Optional<List<Text>> texts(String name) {
        return items(name).map(items -> numbered(items, at(name), this::text));
    }

    /// A field that must be a mapping.
    Optional<YamlFields> fields(String name) {
        return take(name).flatMap(node -> of(node, at(name), faults));
    }

    /// A field that must be a list of mappings, not empty.
    Optional<List<YamlFields>> list(String name) {
        return items(name).map(items -> numbered(items, at(name), (node, field) -> of(node, field, faults)));
    }

    /// A field that must be a mapping of texts to texts, not empty; a value may be the empty text, as a label's
    /// may.
    Optional<Map<Text, Text>> map(String name) {
        return fields(name).map(inner -> {
            if (inner.entries.isEmpty()) {
                refuse(name, "is empty", "name at least one, or leave the field out");
            }
            Map<Text, Text> texts = new LinkedHashMap<>();
            inner.entries.forEach((key, entry) -> scalar(entry.value(), inner.at(key))
                    .ifPresent(value ->
                            texts.put(new Text(key, inner.at(key), entry.key().place()), value)));
            return texts;
        });
    }

    /// A field that must be one of the words.
    <T> Optional<T> choice(String name, Map<String, T> words) {
        return text(name).flatMap(text -> {
            Optional<T> chosen = Optional.ofNullable(words.get(text.value()));
            if (chosen.isEmpty()) {
                refuse(
                        text,
                        UntrustedText.quote(text.value()) + " is not one of its words",
                        "write " + String.join(" or ", words.keySet()));
            }
            return chosen;
        });
    }

    /// A value of a text, by a function that refuses with an [IllegalArgumentException] whose message is safe
    /// to print.
    <T> Optional<T> parse(Text text, String remedy, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(text.value()));
        } catch (IllegalArgumentException refused) {
            refuse(text, String.valueOf(refused.getMessage()), remedy);
            return Optional.empty();
        }
    }

    void refuse(Text text, String problem, String remedy) {
        faults.add(text.place(), text.field(), problem, remedy);
    }

    /// Notes every field that was never asked for.
    void refuseOthers() {
        entries.forEach((name, entry) -> {
            if (!known.contains(name)) {
                faults.add(
                        entry.key().place(),
                        at(name),
                        "is no field that is known here",
                        "use one of " + String.join(", ", known));
            }
        });
    }

    private Optional<YamlNode> take(String name) {
        known.add(name);
        return Optional.ofNullable(entries.get(name)).map(YamlNode.Entry::value);
    }

    private Optional<List<YamlNode>> items(String name) {
        return take(name).flatMap(node -> {
            if (!(node instanceof YamlNode.Sequence(List<YamlNode> items, Place _))) {
                faults.add(node.place(), at(name), "is " + node.words() + ", not a list", "write it as a list: [ … ]");
                return Optional.empty();
            }
            if (items.isEmpty()) {
                faults.add(node.place(), at(name), "is an empty list", "name at least one, or leave the field out");
                return Optional.empty();
            }
            return Optional.of(items);
        });
    }

    private interface Reading<T> {
        Optional<T> read(YamlNode node, String field);
    }

    private static <T> List<T> numbered(List<YamlNode> items, String field, Reading<T> reading) {
        List<T> read = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            reading.read(items.get(i), field + "[" + i + "]").ifPresent(read::add);
        }
        return read;
    }

    private Optional<Text> text(YamlNode node, String field) {
        Optional<Text> read = scalar(node, field);
        if (read.filter(text -> text.value().isBlank()).isPresent()) {
            faults.add(node.place(), field, "is an empty text", "write what is meant, or leave the field out");
            return Optional.empty();
        }
        return read;
    }

    private Optional<Text> scalar(YamlNode node, String field) {
        if (!(node instanceof YamlNode.Scalar(String value, YamlNode.Style style, Place where))) {
            faults.add(node.place(), field, "is " + node.words() + ", not a text", "write one text");
            return Optional.empty();
        }
        if (style == YamlNode.Style.PLAIN && !YamlTypes.isText(value)) {
            faults.add(
                    where,
                    field,
                    UntrustedText.quote(value) + " is " + YamlTypes.words(value) + ", not a text",
                    "write it in quotes: \"" + UntrustedText.escape(value, 60) + "\"");
            return Optional.empty();
        }
        return Optional.of(new Text(value, field, where));
    }
}
