package io.github.provenancegate.cache;

import io.github.provenancegate.cache.KeptLine.MalformedLineException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// The file itself: read line by line and replaced as a whole, newest lines first.
final class KeptFile {
    /// Some three thousand images with their bases. A larger file is none of ours and is not read.
    static final long FILE_BYTES_MAX = 64 << 20;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path file;

    KeptFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /// What is done with each line.
    @FunctionalInterface
    interface Use {
        /// Uses a line and says whether to go on.
        Next of(Kept kept, byte[] line) throws IOException;
    }

    enum Next {
        GO_ON,
        STOP
    }

    /// Says why a file is of no use; the message stands behind its name.
    static final class UnusableFileException extends IOException {
        private static final long serialVersionUID = 1L;

        UnusableFileException(String message) {
            super(message);
        }
    }

    /// Reads what can be read.
    ///
    /// @return how many lines were no such lines
    /// @throws UnusableFileException when the file is of no use, or from some line on
    /// @throws IOException when it cannot be read on
    long read(Use use) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return 0;
        }
        check();
        long malformed = 0;
        try (InputStream bytes = new BufferedInputStream(
                Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS), 1 << 16)) {
            KeptLine.checkHead(line(bytes));
            long left = FILE_BYTES_MAX;
            while (left > 0) {
                byte[] line = line(bytes);
                if (line.length == 0) {
                    return malformed;
                }
                left -= line.length;
                try {
                    if (use.of(KeptLine.parse(line), line) == Next.STOP) {
                        return malformed;
                    }
                } catch (MalformedLineException _) {
                    malformed++;
                }
            }
            return malformed;
        } catch (MalformedLineException foreign) {
            throw new UnusableFileException(String.valueOf(foreign.getMessage()));
        } catch (AccessDeniedException _) {
            throw new UnusableFileException("it may not be read");
        }
    }

    private void check() throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new UnusableFileException("it is no regular file");
        }
        if (attributes.size() > FILE_BYTES_MAX) {
            throw new UnusableFileException("it has more than " + FILE_BYTES_MAX + " bytes");
        }
        PosixFileAttributeView posix =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (posix != null && posix.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new UnusableFileException("everybody may write it");
        }
    }

    /// Up to the next end of a line; empty behind the last one.
    private static byte[] line(InputStream bytes) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 14);
        for (int next = bytes.read(); next != -1 && next != '\n'; next = bytes.read()) {
            if (line.size() == KeptLine.LINE_BYTES_MAX) {
                throw new UnusableFileException("a line has more than " + KeptLine.LINE_BYTES_MAX + " bytes");
            }
            line.write(next);
        }
        return line.toByteArray();
    }

    /// Puts these before what the file holds already. The file is replaced at once, or not at all.
    ///
    /// @param newest in the order in which they are written
    /// @param stays which of the others are written behind them, as far as there is room
    void replace(List<Kept> newest, Predicate<Kept> stays) throws IOException {
        Path other = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(other); // of a process that was killed while it wrote
        try (FileChannel channel = FileChannel.open(
                other,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            Limited lines = new Limited(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16));
            lines.write(KeptLine.head());
            for (Kept kept : newest) {
                lines.write(KeptLine.of(kept));
            }
            copy(stays, lines);
            lines.out.flush();
            channel.force(true);
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            Files.deleteIfExists(other);
            throw failed;
        }
    }

    private void copy(Predicate<Kept> stays, Limited lines) throws IOException {
        try {
            read((kept, line) -> stays.test(kept) ? lines.write(line) : Next.GO_ON);
        } catch (UnusableFileException _) {
            // said when it was read at the start; it ends here
        }
    }

    private static final class Limited {
        private final OutputStream out;
        private long left = FILE_BYTES_MAX;

        private Limited(OutputStream out) {
            this.out = out;
        }

        private Next write(byte[] line) throws IOException {
            left -= line.length + 1L;
            if (left < 0) {
                return Next.STOP;
            }
            out.write(line);
            out.write('\n');
            return Next.GO_ON;
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
