package io.github.provenancegate.kubernetes;

import io.github.provenancegate.kubernetes.NamedImage.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Finds Pod templates in an object by their shape: a mapping with a list `containers`, `initContainers` or
/// `ephemeralContainers` of mappings. So those of custom resources are found too, at whatever depth.
final class PodTemplates {
    /// A Pod template in a custom resource is a dozen deep; far below what a recursive reader's stack can bear.
    private static final int NESTING_MAX = 100;

    /// Anchors let a small file have many nodes; a large cluster's export has fewer.
    private static final int NODES_MAX = 5_000_000;

    private static final List<Place> CONTAINERS =
            List.of(Place.CONTAINER, Place.INIT_CONTAINER, Place.EPHEMERAL_CONTAINER);

    /// Places that are told of images outside Pod templates; more say nothing new.
    private static final int ELSEWHERE_MAX = 5;

    private final WorkloadKind kind;
    private final List<Found> found = new ArrayList<>();
    private final List<String> elsewhere = new ArrayList<>();
    private int nodes;

    /// @param line counted from 1
    record Found(int line, NamedImage image) {}

    PodTemplates(WorkloadKind kind) {
        this.kind = kind;
    }

    List<Found> found() {
        return found;
    }

    /// Where images are named that no Pod template has, as `:line:column`.
    List<String> elsewhere() {
        return elsewhere;
    }

    /// @param prefix of the fields below, with its dot
    void search(MappingNode object, String prefix) throws ManifestRefusedException {
        mapping(object, prefix, 1);
    }

    private void node(Node node, String path, int depth) throws ManifestRefusedException {
        nodes++;
        if (depth > NESTING_MAX || nodes > NODES_MAX) {
            throw new ManifestRefusedException(YamlView.place(node), "is deeper or larger than any manifest");
        }
        if (node instanceof MappingNode mapping) {
            mapping(mapping, path + ".", depth);
        } else if (node instanceof SequenceNode sequence) {
            int index = 0;
            for (Node item : sequence.getValue()) {
                node(item, path + "[" + index++ + "]", depth + 1);
            }
        }
    }

    private void mapping(MappingNode mapping, String prefix, int depth) throws ManifestRefusedException {
        YamlView view = YamlView.of(mapping);
        boolean template = false;
        for (Place place : CONTAINERS) {
            Optional<SequenceNode> members = view.sequence(place.list()).filter(PodTemplates::isOfMappings);
            if (members.isPresent()) {
                template = true;
                containers(place, members.get(), prefix + place.list());
            }
        }
        if (template && view.sequence(Place.VOLUME.list()).isPresent()) {
            volumes(view.sequence(Place.VOLUME.list()).get(), prefix + Place.VOLUME.list());
        }
        for (NodeTuple entry : mapping.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode key && !(template && isOfTemplate(key.getValue()))) {
                other(key, entry.getValueNode(), prefix, depth);
            }
        }
    }

    private static boolean isOfMappings(SequenceNode sequence) {
        return !sequence.getValue().isEmpty() && sequence.getValue().stream().allMatch(MappingNode.class::isInstance);
    }

    private static boolean isOfTemplate(String key) {
        return key.equals(Place.VOLUME.list())
                || CONTAINERS.stream().anyMatch(place -> place.list().equals(key));
    }

    private void other(ScalarNode key, Node value, String prefix, int depth) throws ManifestRefusedException {
        if (key.getValue().equals("image")
                && value instanceof ScalarNode text
                && !text.getValue().isEmpty()
                && elsewhere.size() < ELSEWHERE_MAX) {
            elsewhere.add(YamlView.place(value));
        }
        node(value, prefix + key.getValue(), depth + 1);
    }

    private void containers(Place place, SequenceNode members, String path) throws ManifestRefusedException {
        int index = 0;
        for (Node member : members.getValue()) {
            YamlView container = YamlView.of(member);
            String field = path + "[" + index++ + "].image";
            Node at = container.node("image").orElse(member);
            Optional<String> text = container.text("image");
            switch (kind) {
                case BUILT_IN -> add(at, place, container, field, text.orElse(""));
                case CUSTOM ->
                    text.filter(image -> !image.isEmpty()).ifPresent(image -> add(at, place, container, field, image));
            }
        }
    }

    private void volumes(SequenceNode volumes, String path) throws ManifestRefusedException {
        int index = 0;
        for (Node member : volumes.getValue()) {
            YamlView volume = YamlView.of(member);
            String field = path + "[" + index++ + "].image.reference";
            Optional<Node> image = volume.node("image").filter(MappingNode.class::isInstance);
            if (image.isPresent()) {
                YamlView source = YamlView.of(image.get());
                add(
                        source.node("reference").orElse(image.get()),
                        Place.VOLUME,
                        volume,
                        field,
                        source.text("reference").orElse(""));
            }
        }
    }

    private void add(Node at, Place place, YamlView owner, String field, String text) {
        found.add(new Found(
                YamlView.line(at),
                new NamedImage(place, owner.text("name").filter(name -> !name.isEmpty()), field, text)));
    }
}
