package io.github.provenancegate.kubernetes;

import io.github.provenancegate.image.UntrustedText;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// The members of a mapping by name, those that it merges in (`<<`) behind its own. Of what is no mapping there
/// are none.
final class YamlView {
    private static final String MERGE = "<<";

    private final Map<String, Node> members = new HashMap<>();

    private YamlView() {}

    /// @throws ManifestRefusedException when a key is written twice: readers differ in which one counts
    static YamlView of(Node node) throws ManifestRefusedException {
        YamlView view = new YamlView();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key
                        && view.members.put(key.getValue(), entry.getValueNode()) != null) {
                    throw new ManifestRefusedException(
                            place(key), UntrustedText.quote(key.getValue()) + " is written twice; keep one of the two");
                }
            }
            Node merged = view.members.get(MERGE);
            if (merged instanceof MappingNode) {
                of(merged).members.forEach(view.members::putIfAbsent);
            } else if (merged instanceof SequenceNode several) {
                for (Node one : several.getValue()) {
                    of(one).members.forEach(view.members::putIfAbsent);
                }
            }
        }
        return view;
    }

    Optional<Node> node(String name) {
        return Optional.ofNullable(members.get(name));
    }

    Optional<String> text(String name) {
        return node(name).filter(ScalarNode.class::isInstance).map(node -> ((ScalarNode) node).getValue());
    }

    Optional<SequenceNode> sequence(String name) {
        return node(name).filter(SequenceNode.class::isInstance).map(SequenceNode.class::cast);
    }

    YamlView child(String name) throws ManifestRefusedException {
        Optional<Node> child = node(name);
        return child.isPresent() ? of(child.get()) : new YamlView();
    }

    /// `:line:column`.
    static String place(Node node) {
        return node.getStartMark()
                .map(mark -> ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
                .orElse("");
    }

    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
