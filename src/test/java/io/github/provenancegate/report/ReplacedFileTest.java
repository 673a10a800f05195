package io.github.provenancegate.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplacedFileTest {
    @TempDir
    private Path folder;

    @Test
    void theOldFileIsThereUntilTheNewOneIsWhole() throws IOException {
        Path place = Files.writeString(folder.resolve("acme.csv"), "old");

        try (Report file = new ReplacedFile(place, Lines::new)) {
            file.add(Answers.verified());
            assertThat(place).hasContent("old");
        }

        assertThat(place).hasContent("VERIFIED\n");
        assertThat(files()).containsExactly(place);
    }

    @Test
    void aFileThatBreaksInTheMiddleDoesNotTakeItsPlace() throws IOException {
        Path place = Files.writeString(folder.resolve("acme.csv"), "old");

        assertThatThrownBy(() -> {
                    try (Report file = new ReplacedFile(place, FullDisk::new)) {
                        file.add(Answers.verified());
                    }
                })
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(place.toString());

        assertThat(place).hasContent("old");
        assertThat(files()).containsExactly(place);
    }

    @Test
    void oneReportThatCannotBeEndedDoesNotKeepTheOthersFromIt() {
        Path place = folder.resolve("acme.csv");

        assertThatThrownBy(() -> new SeveralReports(
                                List.of(new FullDisk(Writer.nullWriter()), new ReplacedFile(place, Lines::new)))
                        .close())
                .isInstanceOf(UncheckedIOException.class);

        assertThat(place).exists();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private record Lines(Writer out) implements Report {
        @Override
        public void add(ImageReport image) {
            try {
                out.write(image.judgement().verdict().status() + "\n");
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }

        @Override
        public void close() {}
    }

    private record FullDisk(Writer out) implements Report {
        @Override
        public void add(ImageReport image) {
            throw new UncheckedIOException(new IOException("no space left on device"));
        }

        @Override
        public void close() {
            throw new UncheckedIOException(new IOException("no space left on device"));
        }
    }
}
