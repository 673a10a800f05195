package io.github.provenancegate.verify;

import io.github.provenancegate.evidence.ReasonCode;

/// A port could not ask: the one exception that ports throw on purpose. Never means absence, never means "no".
public final class UndeterminedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ReasonCode code;

    /// Says why a port could not ask.
    ///
    /// @param code of the family undetermined
    /// @param sentence names host, step and what went wrong; without secrets, safe to print
    public UndeterminedException(ReasonCode code, String sentence) {
        super(sentence);
        this.code = code.requireFamily(ReasonCode.Family.UNDETERMINED);
    }

    /// The same, with what caused it.
    ///
    /// @param cause kept for the debug log alone
    public UndeterminedException(ReasonCode code, String sentence, Throwable cause) {
        super(sentence, cause);
        this.code = code.requireFamily(ReasonCode.Family.UNDETERMINED);
    }

    public ReasonCode code() {
        return code;
    }

    /// The message, never null.
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
