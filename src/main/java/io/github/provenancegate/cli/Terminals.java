package io.github.provenancegate.cli;

import io.github.provenancegate.cli.Screen.Colours;
import java.io.Console;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Finds out whether a stream of this process is a terminal, and how wide it is. Java tells the first for
/// standard input and output together only, and the second not at all; no other program is asked.
final class Terminals {
    /// A terminal's usual width, where it does not tell its own.
    static final int COLUMNS_USUAL = 80;

    /// Of the open file descriptors, on Linux.
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private Terminals() {}

    /// The screen behind a file descriptor.
    ///
    /// @param colours whether its user minds them
    static Screen of(int descriptor, Colours colours) {
        return isTerminal(descriptor) ? new Screen.Terminal(() -> columns(descriptor), colours) : new Screen.Other();
    }

    private static boolean isTerminal(int descriptor) {
        if (!Files.isDirectory(DESCRIPTORS)) {
            // only both together are told; better no colour than escape sequences in a file
            return Optional.ofNullable(System.console())
                    .filter(Console::isTerminal)
                    .isPresent();
        }
        try {
            String target = Files.readSymbolicLink(DESCRIPTORS.resolve(String.valueOf(descriptor)))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException closed) {
            return false;
        }
    }

    private static int columns(int descriptor) {
        try {
            int columns = WindowSize.columns(descriptor);
            return columns > 0 ? columns : COLUMNS_USUAL;
        } catch (Throwable unknown) { // a system without this call, or a JVM that may not make it
            return COLUMNS_USUAL;
        }
    }

    /// The system call (the launcher allows native access), loaded when somebody first asks: that takes a tenth
    /// of a second.
    @SuppressWarnings("restricted")
    private static final class WindowSize {
        /// `TIOCGWINSZ` of Linux (asm-generic/ioctls.h) and of macOS (sys/ttycom.h).
        private static final long REQUEST =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac") ? 0x40087468 : 0x5413;

        /// `struct winsize`: four 16-bit numbers, rows and columns first.
        private static final long BYTES = 8;

        private static final long COLUMNS_OFFSET = 2;

        private static final MethodHandle IOCTL = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("ioctl"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                        Linker.Option.firstVariadicArg(2));

        private WindowSize() {}

        static int columns(int descriptor) throws Throwable {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment size = arena.allocate(BYTES);
                int failed = (int) IOCTL.invokeExact(descriptor, REQUEST, size);
                return failed == 0 ? Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, COLUMNS_OFFSET)) : 0;
            }
        }
    }
}
