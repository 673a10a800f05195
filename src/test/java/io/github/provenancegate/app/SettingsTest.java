package io.github.provenancegate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.provenancegate.cli.Options;
import io.github.provenancegate.cli.RefusedException;
import io.github.provenancegate.cli.Setting;
import io.github.provenancegate.sigstore.TrustRootSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsTest {
    private static final Options NONE = new Options(Map.of());

    @TempDir
    private Path home;

    @Test
    void anOptionBeatsTheEnvironmentWhichBeatsTheFile() throws IOException {
        writeOwnFile("concurrency: 1\ntimeout: 1\npolicy: of-the-file\n");
        Map<String, String> environment = Map.of("PROVGATE_CONCURRENCY", "2", "PROVGATE_TIMEOUT", "2");

        Settings settings = settings(new Options(Map.of(Setting.CONCURRENCY, List.of("3"))), environment);

        assertThat(settings.concurrency()).isEqualTo(3);
        assertThat(settings.timeout()).hasSeconds(2);
        assertThat(settings.policy()).contains(Path.of("of-the-file"));
    }

    @Test
    void aStrongerPlaceReplacesAListAsAWhole() throws IOException {
        writeOwnFile("plain-http: [a.example, b.example]\n");

        assertThat(settings(NONE, Map.of()).plainHttp()).containsExactly("a.example", "b.example");
        assertThat(settings(NONE, Map.of("PROVGATE_PLAIN_HTTP", "c.example, d.example"))
                        .plainHttp())
                .containsExactly("c.example", "d.example");
    }

    @Test
    void aFileThatIsNamedReplacesTheUsersOwn() throws IOException {
        writeOwnFile("timeout: 1\n");
        Path named = Files.writeString(home.resolve("named.yaml"), "concurrency: 7\n");

        Settings settings = settings(new Options(Map.of(Setting.CONFIG, List.of(named.toString()))), Map.of());

        assertThat(settings.concurrency()).isEqualTo(7);
        assertThat(settings.timeout()).hasSeconds(30);
    }

    @Test
    void theUsersOwnFileIsWhereTheDesktopSays() throws IOException {
        Path folder = Files.createDirectories(home.resolve("xdg/provgate"));
        Files.writeString(folder.resolve("config.yaml"), "timeout: 9\n");

        Map<String, String> environment =
                Map.of("XDG_CONFIG_HOME", home.resolve("xdg").toString());

        assertThat(settings(NONE, environment).timeout()).hasSeconds(9);
    }

    @Test
    void aTrustRootWithoutANameIsThePublicInstances() {
        Options options = new Options(Map.of(Setting.TRUST_ROOT, List.of("one.json", "private=two.json")));

        assertThat(settings(options, Map.of()).trustRoots())
                .isEqualTo(Map.of(
                        "public-good", new TrustRootSource.File(Path.of("one.json")),
                        "private", new TrustRootSource.File(Path.of("two.json"))));
    }

    @Test
    void aRepositoryOfTrustRootsIsPutTogetherFromItsSettings() {
        Options options = new Options(Map.of(
                Setting.TUF_MIRROR, List.of("https://tuf.example/a?b=c", "private=https://tuf.acme.example"),
                Setting.TUF_ROOT, List.of("private=root.json"),
                Setting.TUF_PERIOD, List.of("6"),
                Setting.TUF_CACHE, List.of("kept")));

        assertThat(settings(options, Map.of()).trustRoots())
                .isEqualTo(Map.of(
                        "public-good",
                        new TrustRootSource.Tuf(
                                URI.create("https://tuf.example/a?b=c"),
                                Optional.empty(),
                                Optional.of(Path.of("kept/public-good")),
                                Duration.ofHours(6)),
                        "private",
                        new TrustRootSource.Tuf(
                                URI.create("https://tuf.acme.example"),
                                Optional.of(Path.of("root.json")),
                                Optional.of(Path.of("kept/private")),
                                Duration.ofHours(6))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            private=https://x.example |                  |              | private has no root.json to start from
            https://x.example         |                  | one.json     | the trust root public-good is also a file
            https://x.example         | other=root.json  |              | no repository is called other
            """)
    void sourcesOfTrustRootsThatDoNotFitTogetherAreRefused(
            String mirror, @Nullable String root, @Nullable String file, String message) {
        Map<Setting, List<String>> written = new EnumMap<>(Map.of(Setting.TUF_MIRROR, List.of(mirror)));
        Optional.ofNullable(root).ifPresent(value -> written.put(Setting.TUF_ROOT, List.of(value)));
        Optional.ofNullable(file).ifPresent(value -> written.put(Setting.TRUST_ROOT, List.of(value)));

        assertThatThrownBy(() -> settings(new Options(written), Map.of()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aPasswordInAnAddressIsRefusedAndNotPrinted() {
        Options options = new Options(Map.of(Setting.TUF_MIRROR, List.of("https://me:hunter2@tuf.example")));

        assertThatThrownBy(() -> settings(options, Map.of()))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("--tuf-mirror: a URL with a user name")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CONCURRENCY     | 0                    | is not a whole number from 1 to 1024
            CONCURRENCY     | 16x                  | is not a whole number from 1 to 1024
            TIMEOUT         | -1                   | is not a whole number from 1 to 600
            HTTPS_PORT      | 65536                | is not a whole number from 0 to 65535
            OUTPUT          | xml                  | write text or json
            COLOR           | yes                  | write auto or always or never
            UNMATCHED       | admit                | write allow or warn or deny
            LOG_LEVEL       | verbose              | write error or warn or info or debug or trace
            REGISTRY        | https://cgr.dev      | is no registry host
            CHAINGUARD_API  | cgr.dev              | is no URL
            CHAINGUARD_IDENTITY | c03040118377d88c | is no identity: write 40
            TRUST_ROOT      | Private=root.json    | is no name for a trust root
            TRUST_ROOT      | private=             | names no file
            TUF_MIRROR      | private=tuf.example  | is no URL
            TUF_PERIOD      | 0                    | is not a whole number from 1 to 744
            TOKEN_HOST      | cgr.dev              | is not of the form HOST=HOST
            RESOLVE         | cgr.dev:443          | is not of the form HOST:PORT:ADDRESS
            RESOLVE         | cgr.dev:443:example  | is no block of addresses
            ALLOW_ADDRESS   | cgr.dev=10.0.0.0/99  | is no
            PLAIN_HTTP      | localhost:http       | is no port
            CACHE_FILE      | /                    | is a folder
            CACHE_FILE      | no-such-folder/cache | is in no folder that exists
            """)
    void aValueThatMeansNothingIsRefusedWithItsPlace(Setting setting, String value, String message) {
        assertThatThrownBy(() -> settings(new Options(Map.of(setting, List.of(value))), Map.of()))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith(setting.option() + ": ")
                .hasMessageContaining(message);
        assertThatThrownBy(() -> settings(NONE, Map.of(setting.variable(), value)))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith(setting.variable() + ": ");
    }

    @ParameterizedTest
    @EnumSource(
            value = Setting.class,
            names = {"CONFIG"},
            mode = EnumSource.Mode.EXCLUDE)
    void everySettingIsReadFromTheFileAndRefusedWithItsLineWhenEmpty(Setting setting) throws IOException {
        writeOwnFile("# a comment\n" + setting.key() + ": \"\"\n");

        assertThatThrownBy(() -> settings(NONE, Map.of()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("config.yaml:2: " + setting.key() + ": is empty");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            polcy: x                     | :1: "polcy" is no setting
            config: x                    | :1: "config" is no setting
            {timeout: 1, timeout: 2}     | timeout
            timeout: [1, 2]              | :1: is no text
            timeout: {seconds: 1}        | :1: is no text
            [timeout]                    | :1: is no mapping
            timeout: "1                  | is no YAML
            """)
    void aFileThatMeansNothingIsRefusedWithItsLine(String content, String message) throws IOException {
        writeOwnFile(content + "\n");

        assertThatThrownBy(() -> settings(NONE, Map.of()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("config.yaml")
                .hasMessageContaining(message);
    }

    @Test
    void aFileThatIsNamedButMissingIsRefused() {
        assertThatThrownBy(() -> settings(NONE, Map.of("PROVGATE_CONFIG", "/nowhere/config.yaml")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("/nowhere/config.yaml: cannot be read");
    }

    @Test
    void aVariableThatKubernetesSetsForAServiceIsNoSetting() {
        assertThat(settings(NONE, Map.of("PROVGATE_SERVICE_HOST", "10.0.0.1", "PROVGATE_PORT", "tcp://10.0.0.1:443")))
                .isEqualTo(settings(NONE, Map.of()));
    }

    private Settings settings(Options options, Map<String, String> environment) {
        return Settings.of(Given.of(options, new Surroundings(environment, home)));
    }

    private void writeOwnFile(String content) throws IOException {
        Path folder = Files.createDirectories(home.resolve(".config/provgate"));
        Files.writeString(folder.resolve("config.yaml"), content);
    }
}
