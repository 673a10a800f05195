package io.github.provenancegate.cli;

import io.github.provenancegate.report.Style.Palette;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Optional;

/// Where a command reads and writes.
///
/// @param out standard output, whose failures are told (those of a print stream are not)
/// @param charset of text on standard output
/// @param screen whether a person looks at it
public record StandardStreams(InputStream in, OutputStream out, PrintStream err, Charset charset, Screen screen) {
    /// Who reads standard output.
    public enum Screen {
        /// A terminal that shows colours, whose user does not mind them.
        COLOURED,
        OTHER
    }

    /// Those of this process.
    public static StandardStreams ofProcess() {
        return new StandardStreams(
                System.in,
                new FileOutputStream(FileDescriptor.out),
                System.err,
                System.out.charset(),
                screenOfProcess());
    }

    /// See https://no-color.org: any value but the empty one asks for no colour.
    private static Screen screenOfProcess() {
        boolean unwanted = !variable("NO_COLOR").isEmpty() || variable("TERM").equals("dumb");
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent() && !unwanted
                ? Screen.COLOURED
                : Screen.OTHER;
    }

    private static String variable(String name) {
        return System.getenv().getOrDefault(name, "");
    }

    /// Writes a text to standard output.
    ///
    /// @throws UncheckedIOException when the reader is gone
    void print(String text) {
        try {
            out.write(text.getBytes(charset));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    Palette palette(Verification.ColorChoice choice) {
        return switch (choice) {
            case ALWAYS -> Palette.COLOURED;
            case NEVER -> Palette.PLAIN;
            case AUTO ->
                switch (screen) {
                    case COLOURED -> Palette.COLOURED;
                    case OTHER -> Palette.PLAIN;
                };
        };
    }
}
