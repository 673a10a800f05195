package io.github.provenancegate.report;

import java.util.function.IntSupplier;

/// How wide the lines of a text are.
public sealed interface Layout {
    /// A terminal's usual width, and that of the program that this one succeeds.
    int COLUMNS_USUAL = 80;

    /// Somebody reads it at a terminal: what is too long is broken, commands where a shell lets them.
    ///
    /// @param width in columns, at the moment: a terminal may be resized
    record Window(IntSupplier width) implements Layout {
        /// Below this the words of a box have no room; the terminal breaks the lines itself.
        private static final int COLUMNS_MIN = 40;

        /// Beyond this the eye loses the line.
        private static final int COLUMNS_MAX = 120;

        @Override
        public int columns() {
            return Math.clamp(width.getAsInt(), COLUMNS_MIN, COLUMNS_MAX);
        }
    }

    /// A file or a pipe: commands and digests stay in one line, to be copied.
    record Paper() implements Layout {
        @Override
        public int columns() {
            return COLUMNS_USUAL;
        }
    }

    /// The width of rules and of running text.
    int columns();
}
