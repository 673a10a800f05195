package io.github.provenancegate.cli;

import io.github.provenancegate.report.Layout;
import io.github.provenancegate.report.Style;
import io.github.provenancegate.report.Style.Palette;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;

/// Where a command reads and writes.
///
/// @param out standard output, whose failures are told (those of a print stream are not)
/// @param charset of text on standard output
/// @param screen who reads standard output
/// @param errorScreen who reads standard error
public record StandardStreams(
        InputStream in, OutputStream out, PrintStream err, Charset charset, Screen screen, Screen errorScreen) {
    private static final int OUTPUT = 1;
    private static final int ERROR = 2;

    /// Those of this process.
    public static StandardStreams ofProcess() {
        Screen.Colours colours = coloursOfProcess();
        return new StandardStreams(
                System.in,
                new FileOutputStream(FileDescriptor.out),
                System.err,
                System.out.charset(),
                Terminals.of(OUTPUT, colours),
                Terminals.of(ERROR, colours));
    }

    /// See https://no-color.org: any value but the empty one asks for no colour.
    private static Screen.Colours coloursOfProcess() {
        boolean unwanted = !variable("NO_COLOR").isEmpty() || variable("TERM").equals("dumb");
        return unwanted ? Screen.Colours.UNWANTED : Screen.Colours.WELCOME;
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

    /// How a text for people is drawn here.
    Style style(Verification.ColorChoice choice) {
        return new Style(palette(choice), Style.Signs.showableIn(charset), layout());
    }

    private Layout layout() {
        return switch (screen) {
            case Screen.Terminal terminal -> new Layout.Window(terminal.columns());
            case Screen.Other _ -> new Layout.Paper();
        };
    }

    private Palette palette(Verification.ColorChoice choice) {
        return switch (choice) {
            case ALWAYS -> Palette.COLOURED;
            case NEVER -> Palette.PLAIN;
            case AUTO ->
                switch (screen) {
                    case Screen.Terminal(var _, Screen.Colours colours) ->
                        switch (colours) {
                            case WELCOME -> Palette.COLOURED;
                            case UNWANTED -> Palette.PLAIN;
                        };
                    case Screen.Other _ -> Palette.PLAIN;
                };
        };
    }
}
