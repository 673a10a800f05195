package io.github.provenancegate.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Function;

/// A report in a file that others see only as a whole: it is written beside its place and takes it when it
/// ends. A process that is killed leaves the file that was there before.
public final class ReplacedFile implements Report {
    private final Path place;
    private final Path beside;
    private final Writer out;
    private final Report report;
    private boolean broken;

    /// Begins beside the file's place.
    ///
    /// @param begin what is written
    /// @throws UncheckedIOException when nothing can be written there; its message says where
    public ReplacedFile(Path place, Function<Writer, Report> begin) {
        this.place = place;
        try {
            Path folder =
                    Optional.ofNullable(place.toAbsolutePath().getParent()).orElse(place);
            this.beside = Files.createTempFile(folder, "." + place.getFileName() + ".", ".part");
            this.out = Files.newBufferedWriter(beside, StandardCharsets.UTF_8);
        } catch (IOException refused) {
            throw failed(refused);
        }
        this.report = begin.apply(out);
    }

    @Override
    public void add(ImageReport image) {
        try {
            report.add(image);
        } catch (UncheckedIOException half) {
            broken = true; // half a row must not take the place of a whole file
            throw failed(half);
        }
    }

    @Override
    public void close() {
        try {
            if (broken) {
                Files.deleteIfExists(beside);
                return;
            }
            report.close();
            out.close();
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            move();
        } catch (IOException refused) {
            throw failed(refused);
        }
    }

    private void move() throws IOException {
        try {
            Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException elsewhere) {
            Files.move(beside, place, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private UncheckedIOException failed(Throwable why) {
        return new UncheckedIOException(
                new IOException(place + " cannot be written (" + why.getClass().getSimpleName() + ")", why));
    }
}
