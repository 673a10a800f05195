package io.github.provenancegate.verify;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What Chainguard's API says about an organisation: its id, its catalogue and the identities that sign for it.
/// Nothing of that is evidence: it tells what to ask about, and what a person may write into a policy.
///
/// An empty answer is the API's own word; whatever could not be asked is an [UndeterminedException].
public interface Organisation {
    /// The id of the organisation of exactly this name; empty when the API shows none of that name to us.
    ///
    /// @throws UndeterminedException `REGISTRY_MISBEHAVED` also when several have that name
    Optional<Id> find(Name name, Inquiry inquiry);

    /// All repositories of an organisation, by name.
    List<CatalogueEntry> repositories(Id organisation, Inquiry inquiry);

    /// All tags of a repository by name, but for those that hold signatures and attestations (`sha256-…`).
    List<CatalogueTag> tags(CatalogueEntry repository, Inquiry inquiry);

    /// The organisation's own two signing identities, as its service bindings name them.
    Identities identities(Id organisation, Inquiry inquiry);

    /// An organisation's name, as in `cgr.dev/<name>`.
    record Name(String text) {
        private static final int LENGTH_MAX = 128;
        private static final Pattern FORM = Pattern.compile("[a-z0-9]+(?:[._-]+[a-z0-9]+)*");

        public Name {
            if (text.length() > LENGTH_MAX || !FORM.matcher(text).matches()) {
                throw new IllegalArgumentException(
                        "an organisation's name has lower-case letters, digits and single '.', '_' or '-' between them");
            }
        }
    }

    /// An organisation's id.
    ///
    /// @param hex 40 lower-case hexadecimal digits
    record Id(String hex) {
        private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}");

        public Id {
            if (!FORM.matcher(hex).matches()) {
                throw new IllegalArgumentException("an organisation's id has 40 lower-case hexadecimal digits");
            }
        }

        /// Reads an id; empty when the text is none.
        public static Optional<Id> parse(String text) {
            return FORM.matcher(text).matches() ? Optional.of(new Id(text)) : Optional.empty();
        }
    }

    /// A repository of the catalogue.
    ///
    /// @param uidp its id below the organisation's: `<40 digits>/<16 digits>`
    /// @param name path below the organisation's, as in `cgr.dev/<organisation>/<name>`
    record CatalogueEntry(String uidp, String name) {}

    /// A tag of the catalogue.
    ///
    /// @param updated when it was last pointed somewhere; empty where the API does not say
    record CatalogueTag(String name, Optional<Instant> updated) {}

    /// Who signs for an organisation; one that is empty is not set up there.
    ///
    /// @param imageSyncer signs what comes from the catalogue: 16 lower-case hexadecimal digits
    /// @param customImageBuilder signs customised images: 16 lower-case hexadecimal digits
    record Identities(Optional<String> imageSyncer, Optional<String> customImageBuilder) {
        /// Those that are set up, in this order.
        public List<String> all() {
            return Stream.of(imageSyncer, customImageBuilder)
                    .flatMap(Optional::stream)
                    .distinct()
                    .toList();
        }
    }
}
