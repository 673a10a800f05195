package io.github.provenancegate.policy;

import java.util.Map;
import java.util.Optional;

/// A namespace as far as it is known.
///
/// @param labels empty while nobody has told them; a policy that selects by label then applies
public record Namespace(String name, Optional<Map<String, String>> labels) {
    /// The label by which a namespace's owner asks for more than the policies do.
    public static final String MODE_LABEL = "provenance-gate.github.io/mode";

    private static final Map<String, Mode> MODES =
            Map.of("audit", Mode.AUDIT, "warn", Mode.WARN, "enforce", Mode.ENFORCE);

    /// A namespace whose labels are not known.
    public static Namespace named(String name) {
        return new Namespace(name, Optional.empty());
    }

    /// What its label says of the mode, as it stands there; from outside.
    public Optional<String> modeLabel() {
        return labels.flatMap(all -> Optional.ofNullable(all.get(MODE_LABEL)));
    }

    /// Whether its label says a mode, or says nothing.
    public boolean hasReadableMode() {
        return modeLabel().map(MODES::containsKey).orElse(true);
    }

    /// The mode below which nothing in this namespace is decided. A word that is no mode counts as `enforce`:
    /// whoever writes the label wants more than the policies ask for, and a slip of the pen must not take it
    /// away.
    private Mode atLeast() {
        return modeLabel().map(word -> MODES.getOrDefault(word, Mode.ENFORCE)).orElse(Mode.AUDIT);
    }

    /// The stricter of a policy's mode and the namespace's; a namespace is never laxer than the policy.
    static Mode stricter(Mode mode, Optional<Namespace> namespace) {
        Mode least = namespace.map(Namespace::atLeast).orElse(Mode.AUDIT);
        return least.compareTo(mode) > 0 ? least : mode;
    }
}
