package io.github.provenancegate.kubernetes;

import io.github.provenancegate.kubernetes.Finding.Subject;
import java.util.Collection;
import java.util.Optional;

/// Something of our own that somebody took away or changed, and that this replica has put right: nothing else
/// would tell of it, since nobody who looks a minute later finds anything.
///
/// @param namespace of the subject; empty for a webhook configuration
/// @param sentence what was so, and what to do; the same each time that it happens
public record Mend(Kind kind, Optional<String> namespace, Subject subject, String sentence) {
    private static final String WHO = "if nobody of yours did it, ask the API server's audit log who";

    /// What kind of thing it was; names are stable.
    public enum Kind {
        /// A webhook believed others than the authorities that the replicas had put there, or nobody.
        CA_BUNDLE("ca_bundle"),
        SECRET_MISSING("secret_missing"),
        SECRET_UNUSABLE("secret_unusable");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /// As metrics write it.
        public String word() {
            return word;
        }
    }

    /// Webhooks of ours believed somebody else, or nobody.
    ///
    /// @param configuration whose webhooks these are
    static Mend ofBundles(Subject configuration, Collection<String> webhooks) {
        return new Mend(
                Kind.CA_BUNDLE,
                Optional.empty(),
                configuration,
                "somebody took away or changed the caBundle of " + String.join(", ", webhooks) + " in the "
                        + configuration.kind() + " " + configuration.name()
                        + ": until it was mended, calls failed or another could answer them; " + WHO);
    }

    /// The Secret that a replica serves from was gone.
    public static Mend ofMissingSecret(String namespace, String name) {
        return ofSecret(Kind.SECRET_MISSING, namespace, name, "was deleted");
    }

    /// What stood in the Secret could not be served.
    ///
    /// @param why without any value of the Secret
    public static Mend ofUnusableSecret(String namespace, String name, String why) {
        return ofSecret(Kind.SECRET_UNUSABLE, namespace, name, "could not be used (" + why + ")");
    }

    private static Mend ofSecret(Kind kind, String namespace, String name, String what) {
        return new Mend(
                kind,
                Optional.of(namespace),
                new Subject("v1", "Secret", name, Optional.empty()),
                "the Secret " + namespace + "/" + name + " " + what
                        + ": it was written anew, and another certificate follows; " + WHO);
    }
}
