package io.github.provenancegate.policy;

import java.util.Map;
import java.util.Optional;

/// A namespace as far as it is known.
///
/// @param labels empty while nobody has told them; a policy that selects by label then applies
public record Namespace(String name, Optional<Map<String, String>> labels) {
    /// A namespace whose labels are not known.
    public static Namespace named(String name) {
        return new Namespace(name, Optional.empty());
    }
}
