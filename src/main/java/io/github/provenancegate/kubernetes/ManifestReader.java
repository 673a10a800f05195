package io.github.provenancegate.kubernetes;

import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.kubernetes.ManifestImages.Named;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads manifests as people and tools write them (YAML or JSON, several documents, lists, the output of Helm
/// and Kustomize) and finds the images of every Pod template in them, wherever a resource keeps it.
///
/// One document is in memory at a time. What cannot be read is told, not thrown: the documents before it count.
public final class ManifestReader {
    /// A whole cluster's export has some ten megabytes.
    public static final int FILE_BYTES_MAX = 64 << 20;

    /// Anchors that stand for collections in one document; more are made to blow a small file up.
    private static final int ALIASES_MAX = 500;

    private final String file;
    private final List<Named> images = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int document;

    private ManifestReader(String file) {
        this.file = file;
    }

    /// Reads to the end, or to what is no YAML.
    ///
    /// @param file its name, for messages
    public static ManifestImages read(String file, InputStream in) {
        ManifestReader reader = new ManifestReader(file);
        reader.documents(in);
        return new ManifestImages(reader.images, reader.faults, reader.notes);
    }

    private void documents(InputStream in) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(FILE_BYTES_MAX)
                .setMaxAliasesForCollections(ALIASES_MAX)
                .build();
        try {
            Iterator<Node> nodes =
                    new Compose(settings).composeAllFromInputStream(in).iterator();
            while (nodes.hasNext()) {
                document++;
                read(nodes.next());
            }
        } catch (MarkedYamlEngineException broken) {
            String place = broken.getProblemMark()
                    .map(mark -> ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
                    .orElse("");
            fault(place, "is no YAML: " + UntrustedText.escape(String.valueOf(broken.getProblem()), 200));
        } catch (YamlEngineException broken) {
            fault("", "is no YAML: " + UntrustedText.escape(String.valueOf(broken.getMessage()), 200));
        } catch (StackOverflowError deep) { // the composer is recursive, and a file may be made to be deep
            fault("", "is nested deeper than any manifest");
        }
    }

    private void fault(String place, String why) {
        faults.add(file + place + ": " + why + "; what follows in this file is not checked (a Helm chart is rendered"
                + " first: helm template)");
    }

    private void read(Node root) {
        if (root instanceof ScalarNode scalar && scalar.getValue().isEmpty()) {
            return;
        }
        try {
            object(root, "");
        } catch (ManifestRefusedException refused) {
            faults.add(file + refused.place() + ": " + refused.getMessage() + "; document " + document
                    + " is not checked");
        }
    }

    private void object(Node node, String prefix) throws ManifestRefusedException {
        YamlView object = YamlView.of(node);
        Optional<String> kind = object.text("kind");
        if (kind.isEmpty() || object.text("apiVersion").isEmpty()) {
            notes.add(file + YamlView.place(node) + ": document " + document
                    + " is no Kubernetes object (no apiVersion and kind): left out");
            return;
        }
        Optional<SequenceNode> items = object.sequence("items");
        if (kind.get().endsWith("List") && items.isPresent()) {
            int index = 0;
            for (Node item : items.get().getValue()) {
                object(item, prefix + "items[" + index++ + "].");
            }
            return;
        }
        if (!kind.get().equals("CustomResourceDefinition")) { // its schemas describe images, it runs none
            found(object, kind.get(), prefix, (MappingNode) node);
        }
    }

    private void found(YamlView object, String kind, String prefix, MappingNode node) throws ManifestRefusedException {
        YamlView metadata = object.child("metadata");
        PodTemplates templates =
                new PodTemplates(WorkloadKind.of(object.text("apiVersion").orElse(""), kind));
        templates.search(node, prefix);
        for (PodTemplates.Found image : templates.found()) {
            images.add(new Named(
                    document,
                    image.line(),
                    UntrustedText.escape(kind, 63),
                    metadata.text("namespace").filter(text -> !text.isEmpty()),
                    metadata.text("name")
                            .or(() -> metadata.text("generateName"))
                            .orElse("(no name)"),
                    image.image()));
        }
        templates
                .elsewhere()
                .forEach(place -> notes.add(file + place + ": document " + document
                        + " names an image outside any Pod template: not checked"));
    }
}
