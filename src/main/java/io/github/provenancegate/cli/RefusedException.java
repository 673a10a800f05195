package io.github.provenancegate.cli;

import java.util.Locale;

/// Something that somebody gave us (an option, a variable, a file) and that we cannot work with: exit code 2.
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Says what is wrong.
    ///
    /// @param message what, where and what to do about it; safe to print
    public RefusedException(String message) {
        super(message);
    }

    /// A format that is one for images, where something else is told.
    static RefusedException ofFormat(Verification.Format format) {
        return new RefusedException(Setting.OUTPUT.option() + ": "
                + format.name().toLowerCase(Locale.ROOT) + " is a form for images; this command writes text or json");
    }
}
