package io.github.provenancegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.provenancegate.harness.ProvgateProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StoppedVerifyIT {
    /// What a process that SIGTERM ended says: 128 and the signal's number.
    private static final int TERMINATED = 143;

    @TempDir
    private Path folder;

    /// Standard input stays open, as that of a program that is still naming images. (SIGINT takes the same way; it is
    /// not sent here because a test run in the background may have told its children to ignore it.)
    @Test
    void aRunThatIsStoppedEndsItsDocument() throws IOException, InterruptedException {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                apiVersion: provenance-gate.github.io/v1alpha1
                kind: ProvenancePolicy
                metadata: {name: acme}
                spec: {preset: chainguard-public}
                """);
        Process provgate = ProvgateProcess.begin("verify", "--policy", policy.toString(), "-o", "json", "-");
        try (OutputStream images = provgate.getOutputStream();
                BufferedReader out = reader(provgate)) {
            images.write("unmatched.example/a:1\nunmatched.example/b:1\n".getBytes(StandardCharsets.UTF_8));
            images.flush();
            String begun = readPast(out, "unmatched.example/b:1", "registryRequests");

            provgate.toHandle().destroy(); // the process itself would close our end of its pipes

            String document = begun + out.lines().collect(Collectors.joining("\n"));
            assertThat(new ObjectMapper().readTree(document)).hasSize(2);
            assertThat(provgate.waitFor()).isEqualTo(TERMINATED);
            assertThat(new String(provgate.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("stopped after 2 images");
        } finally {
            provgate.destroyForcibly();
        }
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /// Reads lines until each of the texts was seen, in this order.
    private static String readPast(BufferedReader out, String... texts) throws IOException {
        StringBuilder read = new StringBuilder();
        for (String text : texts) {
            String line = "";
            while (!line.contains(text)) {
                line = out.readLine();
                if (line == null) {
                    throw new AssertionError("the document ended early: " + read);
                }
                read.append(line).append('\n');
            }
        }
        return read.toString();
    }
}
