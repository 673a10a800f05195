package io.github.provenancegate.cli;

import java.util.function.IntSupplier;

/// Who reads what a command writes.
public sealed interface Screen {
    /// A person at a terminal.
    ///
    /// @param columns its width at the moment; it may be resized
    record Terminal(IntSupplier columns, Colours colours) implements Screen {}

    /// A file, a pipe or nobody.
    record Other() implements Screen {}

    /// Whether a terminal's user minds colours.
    enum Colours {
        WELCOME,
        UNWANTED
    }
}
