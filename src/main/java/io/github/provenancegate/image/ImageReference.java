package io.github.provenancegate.image;

import java.util.Optional;
import java.util.regex.Pattern;

/// An image as somebody wrote it: a repository with a tag (which may point elsewhere tomorrow) or with a
/// digest. The grammar is that of the distribution project (`reference`), narrowed to sha256.
public sealed interface ImageReference {
    /// Name, tag and digest at their longest, so that no text of megabytes reaches a pattern.
    int TEXT_LENGTH_MAX = Repository.NAME_LENGTH_MAX + 1 + 128 + 1 + 71;

    Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    /// Host and path.
    Repository repository();

    /// The tag where one was written.
    Optional<String> tag();

    /// A reference by tag. Its digest is what the registry says at this moment; only the registry edge pins it.
    record Tagged(Repository repository, String name) implements ImageReference {
        public Tagged {
            if (!TAG.matcher(name).matches()) {
                throw new MalformedReferenceException(UntrustedText.quote(name) + " is not a tag");
            }
        }

        @Override
        public Optional<String> tag() {
            return Optional.of(name);
        }

        @Override
        public String toString() {
            return repository + ":" + name;
        }
    }

    /// A reference by digest; a tag written beside it says nothing about what runs.
    record Pinned(Repository repository, Optional<String> tag, Digest digest) implements ImageReference {
        @Override
        public String toString() {
            return repository + tag.map(t -> ":" + t).orElse("") + "@" + digest;
        }
    }

    /// Reads an image reference; without tag and digest the tag is `latest`, as container runtimes have it.
    ///
    /// @throws MalformedReferenceException when the text names no image; nothing was contacted
    static ImageReference parse(String text) {
        if (text.isEmpty()) {
            throw new MalformedReferenceException("the image is empty");
        }
        if (text.length() > TEXT_LENGTH_MAX) {
            throw new MalformedReferenceException(
                    "an image reference has at most " + TEXT_LENGTH_MAX + " characters, this one has " + text.length());
        }
        int at = text.indexOf('@');
        String named = at < 0 ? text : text.substring(0, at);
        Optional<Digest> digest = at < 0 ? Optional.empty() : Optional.of(Digest.parse(text.substring(at + 1)));
        int colon = named.lastIndexOf(':');
        boolean tagged = colon > named.lastIndexOf('/');
        Repository repository = Repository.parse(tagged ? named.substring(0, colon) : named);
        Tagged byTag = new Tagged(repository, tagged ? named.substring(colon + 1) : "latest");
        return digest.<ImageReference>map(d -> new Pinned(repository, tagged ? byTag.tag() : Optional.empty(), d))
                .orElse(byTag);
    }
}
