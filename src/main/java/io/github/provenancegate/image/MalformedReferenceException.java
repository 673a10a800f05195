package io.github.provenancegate.image;

/// A text from outside that names no image: bad input at an edge, decided before any request is made.
/// The message is safe to print (the text is quoted by [UntrustedText]) and says what is wrong with it.
public final class MalformedReferenceException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public MalformedReferenceException(String message) {
        super(message);
    }
}
