package io.github.provenancegate.chainguard;

/// An answer is not the document that it should be. The message completes "answered what …" and is safe to
/// print.
final class MalformedAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    MalformedAnswerException(String sentence) {
        super(sentence, null, false, false);
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
