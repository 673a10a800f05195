package io.github.provenancegate.registry;

/// A manifest, index or configuration is not what it is called. The message is safe to print.
final class MalformedDocumentException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    MalformedDocumentException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
