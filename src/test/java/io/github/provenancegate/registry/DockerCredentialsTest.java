package io.github.provenancegate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verify.Credentials.Credential;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerCredentialsTest {
    private static final String HOST = "registry.acme.example";
    private static final String AUTH =
            Base64.getEncoder().encodeToString("user:pass:word".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path folder;

    private void config(String json) throws IOException {
        Files.writeString(folder.resolve("config.json"), json);
    }

    private Optional<Credential> asked(String host) {
        return DockerCredentials.of(folder, System::nanoTime).forRepository(new Repository(host, "any"), inquiry());
    }

    private static Inquiry inquiry() {
        return new Inquiry(Deadline.after(Duration.ofSeconds(10), System::nanoTime), Observer.SILENT);
    }

    private static Optional<Credential> basic() {
        return Optional.of(new Credential.Basic("user", new Secret("pass:word")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry.acme.example", "https://registry.acme.example", "registry.acme.example/v1/"})
    void aPasswordIsReadForItsHost(String key) throws IOException {
        config("{\"auths\":{\"" + key + "\":{\"auth\":\"" + AUTH + "\"}}}");
        assertThat(asked(HOST)).isEqualTo(basic());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"registry.acme.example:5000", "acme.example", "registry.acme.example.evil.example", "docker.io"})
    void aPasswordIsForNoOtherHost(String host) throws IOException {
        config("{\"auths\":{\"" + HOST + "\":{\"auth\":\"" + AUTH + "\"}}}");
        assertThat(asked(host)).isEmpty();
    }

    @Test
    void dockerHubIsKnownByItsOldName() throws IOException {
        config("{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"" + AUTH + "\"}}}");
        assertThat(asked("docker.io")).isEqualTo(basic());
    }

    @Test
    void anIdentityTokenIsReadAsSuch() throws IOException {
        String nobody = Base64.getEncoder()
                .encodeToString("00000000-0000-0000-0000-000000000000:".getBytes(StandardCharsets.UTF_8));
        config("{\"auths\":{\"" + HOST + "\":{\"auth\":\"" + nobody + "\",\"identitytoken\":\"refresh\"}}}");
        assertThat(asked(HOST)).contains(new Credential.IdentityToken(new Secret("refresh")));
    }

    @Test
    void aSecretMountedByKubernetesIsRead() throws IOException {
        Files.writeString(
                folder.resolve(".dockerconfigjson"), "{\"auths\":{\"" + HOST + "\":{\"auth\":\"" + AUTH + "\"}}}");
        assertThat(asked(HOST)).isEqualTo(basic());
    }

    @Test
    void withoutAnyFileOfTheUserEachRegistryIsReadAnonymously() {
        assertThat(DockerCredentials.ofUser(Map.of(), folder, System::nanoTime)
                        .forRepository(new Repository(HOST, "any"), inquiry()))
                .isEmpty();
    }

    @Test
    void theVariableNamesTheFolder() throws IOException {
        config("{\"auths\":{\"" + HOST + "\":{\"auth\":\"" + AUTH + "\"}}}");
        Map<String, String> environment = Map.of("DOCKER_CONFIG", folder.toString());
        assertThat(DockerCredentials.ofUser(environment, Path.of("/nonexistent"), System::nanoTime)
                        .forRepository(new Repository(HOST, "any"), inquiry()))
                .isEqualTo(basic());
    }

    @Test
    void aNamedFolderWithoutFileIsRefused() {
        assertThatThrownBy(() -> DockerCredentials.of(folder, System::nanoTime))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"auths\":7}",
                "{\"auths\":{\"registry.acme.example\":{\"auth\":\"c2VjcmV0\"}}}",
                "{\"auths\":{\"registry.acme.example\":{\"auth\":\"?secret\"}}}"
            })
    void aFileThatCannotBeReadIsSaidAndNotRepeated(String json) throws IOException {
        config(json);
        assertThatThrownBy(() -> asked(HOST))
                .asInstanceOf(type(UndeterminedException.class))
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(ReasonCode.REGISTRY_UNAUTHORIZED);
                    assertThat(refused.sentence()).contains(HOST).doesNotContain("secret");
                });
    }

    @Test
    void aMissingHelperIsSaidAndNotTakenForAnonymous() throws IOException {
        config("{\"credHelpers\":{\"" + HOST + "\":\"nobody-has-this-helper\"}}");
        assertThatThrownBy(() -> asked(HOST))
                .asInstanceOf(type(UndeterminedException.class))
                .extracting(UndeterminedException::code)
                .isEqualTo(ReasonCode.REGISTRY_UNAUTHORIZED);
    }

    @Test
    void aChangedFileCountsAfterAMinute() throws IOException {
        AtomicLong now = new AtomicLong();
        config("{}");
        DockerCredentials credentials = DockerCredentials.of(folder, now::get);
        assertThat(credentials.forRepository(new Repository(HOST, "any"), inquiry()))
                .isEmpty();
        config("{\"auths\":{\"" + HOST + "\":{\"auth\":\"" + AUTH + "\"}}}");
        assertThat(credentials.forRepository(new Repository(HOST, "any"), inquiry()))
                .isEmpty();
        now.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(credentials.forRepository(new Repository(HOST, "any"), inquiry()))
                .isEqualTo(basic());
    }

    /// Helpers are looked for on the PATH, which a running JVM cannot change; so another one asks them.
    @Test
    void helpersAreAskedAndTheirFailuresSaid() throws IOException, InterruptedException {
        helper("good", "read host; echo '{\"Username\":\"user\",\"Secret\":\"pass:word\"}'");
        helper("token", "read host; echo '{\"Username\":\"<token>\",\"Secret\":\"refresh\"}'");
        helper("empty", "read host; echo 'credentials not found in native keychain'; exit 1");
        helper("failing", "read host; echo secret-of-the-helper >&2; exit 1");
        helper("garbled", "read host; echo secret-of-the-helper");
        helper("hanging", "exec sleep 60");
        config("{\"credsStore\":\"empty\",\"credHelpers\":{\"good.example\":\"good\",\"token.example\":\"token\","
                + "\"failing.example\":\"failing\",\"garbled.example\":\"garbled\",\"hanging.example\":\"hanging\"}}");

        assertThat(probe(
                        "good.example",
                        "token.example",
                        "other.example",
                        "failing.example",
                        "garbled.example",
                        "hanging.example"))
                .containsExactly(
                        "user/pass:word",
                        "token/refresh",
                        "anonymous",
                        "REGISTRY_UNAUTHORIZED",
                        "REGISTRY_UNAUTHORIZED",
                        "DEADLINE_EXCEEDED");
    }

    private void helper(String name, String script) throws IOException {
        Path program = folder.resolve("docker-credential-" + name);
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<String> probe(String... hosts) throws IOException, InterruptedException {
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-classpath",
                System.getProperty("java.class.path"),
                DockerCredentialsProbe.class.getName(),
                folder.toString());
        java.command().addAll(List.of(hosts));
        java.environment().merge("PATH", folder.toString(), (path, ours) -> ours + ":" + path);
        java.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = java.start();
        List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        assertThat(process.waitFor()).isZero();
        return lines;
    }
}
