package io.github.provenancegate.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.Verdict;
import io.github.provenancegate.verify.MemoryWatch.Standing;
import io.github.provenancegate.verify.RealEdges;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The file as a file: cut off, hostile, in a place that cannot be written.
class KeptFileTest {
    private static final Requirement DELIVERY = RealEdges.delivery(BaseDigestRule.OPTIONAL);

    @TempDir
    private Path folder;

    private Path file;
    private Cached cached;

    @BeforeEach
    void start() throws Exception {
        file = folder.resolve("cache");
        cached = new Cached(folder, Optional.of(file));
    }

    @AfterEach
    void stop() {
        cached.close();
    }

    private ImageReference pinned(Scenario scenario) {
        return cached.edges().pinned(scenario);
    }

    private Verdict full(Scenario scenario) {
        return cached.examine(pinned(scenario), cached.edges().full(scenario));
    }

    private void restartWithoutRegistry() {
        cached.memory().end();
        cached.fake().spoil(new FakeRegistryDefect.Status(403));
        cached.restart();
    }

    @Test
    void aFileThatIsCutOffBringsWhatItStillHas() throws IOException {
        cached.examine(pinned(Scenario.NOT_FOUND), DELIVERY);
        full(Scenario.VERIFIED);
        cached.memory().end();
        String lines = Files.readString(file);
        Files.writeString(file, lines.substring(0, lines.length() - 300));
        cached.fake().spoil(new FakeRegistryDefect.Status(403));
        cached.restart();

        assertThat(cached.examine(pinned(Scenario.VERIFIED), DELIVERY).isProven())
                .isTrue();
    }

    @Test
    void aFileOfAnotherVersionOrProgramIsReplaced() throws IOException {
        for (String foreign :
                List.of("{\"format\":\"provgate-cache\",\"version\":2}\n", "PK\u0003\u0004", "", "[[[[")) {
            Files.writeString(file, foreign);
            cached.fake().heal();
            cached.restart();
            assertThat(full(Scenario.VERIFIED).isProven()).isTrue();
            restartWithoutRegistry();
            assertThat(full(Scenario.VERIFIED).isProven()).as(foreign).isTrue();
        }
    }

    @Test
    void aFileThatIsHostileAsAWholeIsNotUsed() throws IOException {
        full(Scenario.VERIFIED);
        cached.memory().end();
        String good = Files.readString(file);
        String head = good.substring(0, good.indexOf('\n') + 1);
        cached.fake().spoil(new FakeRegistryDefect.Status(403));
        for (String hostile : List.of(
                head + "[".repeat(1_000_000) + "\n",
                head + "{\"about\":\"SIGNATURES\",\"about\":\"MANIFEST\"}\n",
                head + "{\"about\":null,\"image\":null,\"since\":0,\"signers\":null,\"answers\":null}\n",
                head + "{\"since\":" + "9".repeat(900_000) + "}\n",
                head + "{\"answers\":[" + "{},".repeat(300_000) + "{}]}\n",
                head + "x".repeat(KeptLine.LINE_BYTES_MAX + 1),
                head.repeat(2) + "\u0000".repeat(100))) {
            Files.writeString(file, hostile);
            cached.restart();
            assertThat(full(Scenario.VERIFIED).code()).isEqualTo(ReasonCode.REGISTRY_UNAUTHORIZED);
        }
    }

    @Test
    void aFileOfAGigabyteIsNotRead() throws IOException {
        full(Scenario.VERIFIED);
        cached.memory().end();
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(1L << 30);
        }
        cached.fake().spoil(new FakeRegistryDefect.Status(403));
        cached.restart();

        assertThat(full(Scenario.VERIFIED).isProven()).isFalse();
    }

    @Test
    void aLinkAndAFileThatAnybodyMayWriteAreReplacedUnread() throws IOException {
        full(Scenario.VERIFIED);
        cached.memory().end();
        Path elsewhere = Files.move(file, folder.resolve("elsewhere"));
        String before = Files.readString(elsewhere);
        Files.createSymbolicLink(file, elsewhere);
        cached.fake().spoil(new FakeRegistryDefect.Status(403));
        cached.restart();
        assertThat(full(Scenario.VERIFIED).isProven()).isFalse();

        cached.fake().heal();
        cached.pass(Duration.ofMinutes(1));
        assertThat(full(Scenario.VERIFIED).isProven()).isTrue();
        cached.memory().end();
        assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(elsewhere).hasContent(before);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        cached.fake().spoil(new FakeRegistryDefect.Status(403));
        cached.restart();
        assertThat(full(Scenario.VERIFIED).isProven()).isFalse();
    }

    @Test
    void aPlaceThatCannotBeWrittenTroublesNobodyElse() throws IOException {
        Files.createDirectories(file.resolve("in the way"));
        cached.restart();
        assertThat(full(Scenario.VERIFIED).isProven()).isTrue();
        cached.pass(Keeper.WRITTEN_EVERY);
        cached.memory().keep();
        assertThat(cached.memory().standing()).isEqualTo(Standing.IN_TROUBLE);
        try (var left = Files.list(folder)) {
            assertThat(left).noneMatch(path -> path.toString().endsWith(".new"));
        }

        Files.delete(file.resolve("in the way"));
        Files.delete(file);
        cached.pass(Keeper.WRITTEN_EVERY);
        cached.memory().keep();
        assertThat(cached.memory().standing()).isEqualTo(Standing.FINE);
        assertThat(file).isRegularFile();
    }

    @Test
    void itIsWrittenOnceAMinuteAndOnlyWhenSomethingIsNew() throws IOException {
        cached.restart();
        full(Scenario.VERIFIED);
        cached.pass(Duration.ofSeconds(59));
        cached.memory().keep();
        assertThat(file).doesNotExist();
        cached.pass(Duration.ofSeconds(1));
        cached.memory().keep();
        assertThat(file).exists();

        Files.delete(file);
        cached.pass(Duration.ofHours(1));
        full(Scenario.VERIFIED);
        cached.memory().keep();
        assertThat(file).doesNotExist();
    }
}
