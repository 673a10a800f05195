package io.github.provenancegate.sigstore;

import io.github.provenancegate.evidence.ReasonCode;

/// A step of the verification does not hold. Ends where the walk of its candidate began and becomes
/// `Signature.Refuted`; never leaves this package. Carries no stack trace: an attacker can cause many of them.
final class Refutation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ReasonCode code;

    /// @param sentence what does not hold, without secrets, safe to print
    Refutation(ReasonCode code, String sentence) {
        super(sentence, null, false, false);
        this.code = code.requireFamily(ReasonCode.Family.REFUTED);
    }

    ReasonCode code() {
        return code;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }

    /// Something that may fail in any way that parsers and cryptographic libraries know.
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws Exception;
    }

    /// The result, or a refutation whatever was thrown (a hostile structure may also overflow the stack).
    static <T> T unless(ReasonCode code, String sentence, Attempt<T> attempt) {
        try {
            return attempt.run();
        } catch (Refutation refutation) {
            throw refutation;
        } catch (Exception | StackOverflowError failed) {
            throw new Refutation(code, sentence);
        }
    }
}
