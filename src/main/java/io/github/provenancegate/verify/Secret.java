package io.github.provenancegate.verify;

/// A text that is never printed: `toString` hides it, and the one way to it is named so that a search finds
/// every use.
public final class Secret {
    private final String text;

    public Secret(String text) {
        this.text = text;
    }

    /// The text itself, for the one request that it was given for.
    public String revealUnsafe() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "[hidden]";
    }
}
