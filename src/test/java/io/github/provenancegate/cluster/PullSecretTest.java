package io.github.provenancegate.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verify.Credentials.Credential;
import io.github.provenancegate.verify.Secret;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PullSecretTest {
    private static final Repository IMAGE = new Repository("registry.acme.example", "team/app");
    private static final Optional<Credential> MARY = basic("mary", "s3cret");

    private static Optional<Credential> basic(String user, String password) {
        return Optional.of(new Credential.Basic(user, new Secret(password)));
    }

    private static String auth(String pair) {
        return "{\"auth\":\"" + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)) + "\"}";
    }

    private static Optional<Credential> read(String auths) {
        return PullSecret.parse(("{\"auths\":{" + auths + "}}").getBytes(UTF_8))
                .flatMap(read -> read.credentialFor(IMAGE));
    }

    @Test
    void aCredentialIsWrittenAsAPairOrInTwoFields() {
        assertThat(read("\"registry.acme.example\":" + auth("mary:s3cret"))).isEqualTo(MARY);
        assertThat(read("\"registry.acme.example\":{\"username\":\"mary\",\"password\":\"s3cret\"}"))
                .isEqualTo(MARY);
    }

    @Test
    void aPasswordMayHoldColons() {
        assertThat(read("\"registry.acme.example\":" + auth("mary:a:b"))).isEqualTo(basic("mary", "a:b"));
    }

    @Test
    void anIdentityTokenIsTaken() {
        assertThat(read("\"registry.acme.example\":{\"identitytoken\":\"t0ken\"}"))
                .contains(new Credential.IdentityToken(new Secret("t0ken")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://registry.acme.example",
                "http://registry.acme.example/",
                "https://registry.acme.example/v1/",
                "registry.acme.example/v2",
                "Registry.Acme.Example",
                "registry.acme.example/team",
                "registry.acme.example/team/app"
            })
    void aKeyNamesARegistryInTheWaysThatTheKubeletKnows(String key) {
        assertThat(read("\"" + key + "\":" + auth("mary:s3cret"))).isEqualTo(MARY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme.example",
                "evil.example/registry.acme.example",
                "registry.acme.example.evil.example",
                "registry.acme.example:5000",
                "registry.acme.example@evil.example",
                "*.acme.example",
                "*",
                "",
                "registry.acme.example/tea",
                "registry.acme.example/team/app/more"
            })
    void aCredentialForAnotherPlaceIsNotUsed(String key) {
        assertThat(read("\"" + key + "\":" + auth("mary:s3cret"))).isEmpty();
    }

    @Test
    void theLongestPathWins() {
        assertThat(read("\"registry.acme.example\":" + auth("any:one") + ",\"registry.acme.example/team\":"
                        + auth("mary:s3cret")))
                .isEqualTo(MARY);
    }

    @Test
    void dockersOwnRegistryHasThreeNames() {
        for (String key : new String[] {"https://index.docker.io/v1/", "docker.io", "registry-1.docker.io"}) {
            assertThat(PullSecret.parse(("{\"auths\":{\"" + key + "\":" + auth("mary:s3cret") + "}}").getBytes(UTF_8))
                            .flatMap(read -> read.credentialFor(new Repository("docker.io", "library/nginx"))))
                    .isEqualTo(MARY);
        }
    }

    @Test
    void anUnreadableEntryHidesNoOther() {
        assertThat(read("\"other.example\":7,\"registry.acme.example/team\":{\"auth\":\"bm9jb2xvbg==\"},"
                        + "\"registry.acme.example\":" + auth("mary:s3cret")))
                .isEqualTo(MARY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"auths\":[]}", "{\"auths\":", "no json"})
    void whatIsNoSuchDocumentIsNone(String text) {
        assertThat(PullSecret.parse(text.getBytes(UTF_8))).isEmpty();
    }

    @Test
    void programsThatASecretNamesAreNeverLookedAt() {
        String helpers = "{\"credsStore\":\"evil\",\"credHelpers\":{\"registry.acme.example\":\"evil\"},\"auths\":{}}";
        assertThat(PullSecret.parse(helpers.getBytes(UTF_8)).flatMap(read -> read.credentialFor(IMAGE)))
                .isEmpty();
    }

    @Test
    void itIsPrintedWithoutWhatItHolds() {
        String text = "{\"auths\":{\"registry.acme.example\":" + auth("mary:s3cret") + "}}";
        assertThat(PullSecret.parse(text.getBytes(UTF_8)).orElseThrow())
                .hasToString("a pull secret for [registry.acme.example]");
    }
}
