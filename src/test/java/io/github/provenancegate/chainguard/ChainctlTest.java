package io.github.provenancegate.chainguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What we take from Chainguard's own program, played by a shell script.
class ChainctlTest {
    @TempDir
    private Path folder;

    private Chainctl program(String script) throws IOException {
        Path program = Files.writeString(folder.resolve("chainctl"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return Chainctl.onThePath("/nowhere:" + folder, "https://api.example").orElseThrow();
    }

    private static void assertRefused(Chainctl program, Inquiry inquiry, ReasonCode code) {
        assertThatThrownBy(() -> program.token(inquiry))
                .asInstanceOf(type(UndeterminedException.class))
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(code);
                    assertThat(refused.sentence())
                            .contains("chainctl auth login")
                            .doesNotContain("secret");
                });
    }

    @Test
    void itsTokenIsTakenForTheAudienceAsked() throws IOException {
        Chainctl program = program("test \"$*\" = 'auth token --audience https://api.example' && echo secret");

        assertThat(program.token(Asking.inquiry())).isEqualTo(new Secret("secret"));
    }

    @Test
    void whatIsNoTokenIsRefusedAndNotRepeated() throws IOException {
        assertRefused(program("echo secret; exit 1"), Asking.inquiry(), ReasonCode.REGISTRY_UNAUTHORIZED);
        assertRefused(program("echo secret >&2"), Asking.inquiry(), ReasonCode.REGISTRY_UNAUTHORIZED);
        assertRefused(program("echo not a secret"), Asking.inquiry(), ReasonCode.REGISTRY_UNAUTHORIZED);
    }

    @Test
    void whoeverPrintsWithoutEndIsStopped() throws IOException {
        assertThatThrownBy(() -> program("yes secret").token(Asking.inquiry()))
                .isInstanceOf(UndeterminedException.class);
        ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(folder.toString()))
                .forEach(process ->
                        process.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    @Test
    void whoeverPrintsNothingIsStoppedAtTheDeadline() throws IOException {
        assertRefused(
                program("sleep 600; echo secret"), Asking.within(Duration.ofMillis(300)), ReasonCode.DEADLINE_EXCEEDED);
    }

    @Test
    void aProgramInTheWorkingDirectoryIsNotUsed() throws IOException {
        program("echo secret");
        String relative = Path.of("").toAbsolutePath().relativize(folder).toString();

        assertThat(Chainctl.onThePath(relative, "x")).isEmpty();
        assertThat(Chainctl.onThePath("", "x")).isEmpty();
        assertThat(Chainctl.onThePath(".:/nowhere", "x")).isEmpty();
    }
}
