package io.github.provenancegate.kubernetes;

/// A document of a manifest that has no certain meaning.
final class ManifestRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String place;

    /// @param place `:line:column`
    /// @param message safe to print
    ManifestRefusedException(String place, String message) {
        super(message);
        this.place = place;
    }

    String place() {
        return place;
    }
}
