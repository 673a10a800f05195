package io.github.provenancegate.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.cli.ExitCode;
import io.github.provenancegate.fake.TufSite;
import io.github.provenancegate.fake.VirtualSigstore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `trust-root` says about whom we believe.
class TrustRootCommandTest {
    private static final Duration MONTH = Duration.ofDays(30);

    private final Instant now = Instant.now();
    private final String trustedRoot =
            VirtualSigstore.seeded(InstantSource.fixed(now), 1).trustedRootJson();

    @TempDir
    private Path folder;

    @Test
    void withoutSettingsItShowsTheBundledRoot() {
        InProcess ended = run();

        assertThat(ended.exitCode()).isEqualTo(ExitCode.ALL_PROVEN);
        assertThat(ended.out())
                .startsWith("public-good\n  from      bundled with this program\n  document  sha256:")
                .contains(
                        "  as of     2026-",
                        "  covers    new signatures until 2031-10-05T13:56:58Z\n",
                        "  trusts    certificate authority  2022-04-13T20:06:15Z to 2031-10-05T13:56:58Z  https://fulcio.sigstore.dev\n",
                        "  trusts    transparency log ");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void aFileStandsBesideItWithItsAge() throws Exception {
        Path file = Files.writeString(folder.resolve("root.json"), trustedRoot);

        JsonNode roots = run("--trust-root", "private=" + file, "-o", "json").json();

        assertThat(roots).hasSize(2);
        JsonNode own = roots.get(0);
        assertThat(own.get("name").asText()).isEqualTo("private");
        assertThat(own.get("origin").asText()).isEqualTo("file " + file);
        assertThat(own.get("document").asText()).startsWith("sha256:");
        assertThat(own.get("ageSeconds").asLong()).isBetween(0L, 600L);
        assertThat(own.get("until").asText()).isNotEmpty();
        assertThat(own.get("trouble").isNull()).isTrue();
        assertThat(own.findValuesAsText("kind"))
                .contains("certificate_authority", "certificate_log", "transparency_log", "timestamp_authority");
    }

    @Test
    void aRepositoryIsAskedOnDemandAndKeptForTheNextRun() throws Exception {
        try (TufSite site = new TufSite(now.plus(MONTH))) {
            site.publish(trustedRoot.getBytes(StandardCharsets.UTF_8));
            String[] settings = repository(site);

            InProcess before = run(settings);
            InProcess refreshed = run("--refresh", settings);

            assertThat(before.exitCode()).isEqualTo(ExitCode.NOT_FOUND_OUT);
            assertThat(before.out()).contains("  document  none yet: nothing is proven under this root\n");
            assertThat(refreshed.exitCode()).isEqualTo(ExitCode.ALL_PROVEN);
            assertThat(refreshed.err()).contains("provgate: the trust root private is renewed: sha256:");
            assertThat(refreshed.out()).contains("  from      TUF repository " + site.mirror(), ", today\n");
        }
        try (TufSite gone = new TufSite(now.plus(MONTH))) {
            InProcess kept = run(repository(gone));
            InProcess failed = run("--refresh", repository(gone));

            assertThat(kept.exitCode()).isEqualTo(ExitCode.ALL_PROVEN);
            assertThat(failed.exitCode()).isEqualTo(ExitCode.NOT_FOUND_OUT);
            assertThat(failed.err()).contains("the trust root private could not be renewed, what is in force stays: ");
            assertThat(failed.out()).contains("  document  sha256:", "  TROUBLE   TUF repository ");
        }
    }

    private String[] repository(TufSite site) throws Exception {
        Path root = Files.write(folder.resolve("tuf-root.json"), site.root());
        return new String[] {
            "--plain-http",
            "127.0.0.1",
            "--tuf-mirror",
            "private=" + site.mirror(),
            "--tuf-root",
            "private=" + root,
            "--tuf-cache",
            folder.resolve("kept").toString()
        };
    }

    private InProcess run(String first, String[] others) {
        List<String> arguments = new ArrayList<>(List.of("trust-root", first));
        arguments.addAll(List.of(others));
        return InProcess.run(folder, "", arguments);
    }

    private InProcess run(String... options) {
        List<String> arguments = new ArrayList<>(List.of("trust-root"));
        arguments.addAll(List.of(options));
        return InProcess.run(folder, "", arguments);
    }
}
