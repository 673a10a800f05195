package io.github.provenancegate.harness;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/// The files of a Go module that `src/test/harness/definitions` pins: definitions of other projects' kinds.
public enum GoModule {
    CERT_MANAGER("github.com/cert-manager/cert-manager"),
    PROMETHEUS_OPERATOR("github.com/prometheus-operator/prometheus-operator");

    private static final Duration DOWNLOAD_MAX = Duration.ofMinutes(10);

    private final String path;

    GoModule(String path) {
        this.path = path;
    }

    /// Where Go keeps the module's files, fetched first if it does not have them yet.
    ///
    /// Where Go is missing the calling test is skipped or failed ([MissingPart]).
    public Path folder() {
        var module = Project.folder().resolve("src/test/harness/definitions");
        var answer = Command.of(GoToolCache.goFor(module).toString(), "mod", "download", "-json", path)
                .in(module)
                .run(DOWNLOAD_MAX)
                .expectSuccess();
        try {
            return Path.of(JsonMapper.builder()
                    .build()
                    .readTree(answer.stdout())
                    .path("Dir")
                    .asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
