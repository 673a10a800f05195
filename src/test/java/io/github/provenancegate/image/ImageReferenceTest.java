package io.github.provenancegate.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    private static final String HEX = "a".repeat(64);

    @ParameterizedTest
    @CsvSource({
        "nginx,                          docker.io/library/nginx:latest",
        "nginx:1.27,                     docker.io/library/nginx:1.27",
        "acme/web,                       docker.io/acme/web:latest",
        "docker.io/nginx,                docker.io/library/nginx:latest",
        "index.docker.io/library/nginx,  docker.io/library/nginx:latest",
        "localhost/web,                  localhost/web:latest",
        "localhost:5000/web:v1,          localhost:5000/web:v1",
        "127.0.0.1:5000/a/b/c:x,         127.0.0.1:5000/a/b/c:x",
        "[::1]:5000/web,                 '[::1]:5000/web:latest'",
        "CGR.dev/acme.com/python,        cgr.dev/acme.com/python:latest",
        "cgr.dev:443/acme.com/python,    cgr.dev:443/acme.com/python:latest",
        "cgr.dev/acme.com/a__b--c.d_e:T, cgr.dev/acme.com/a__b--c.d_e:T",
    })
    void aNameIsNormalisedAsContainerRuntimesDo(String text, String normalised) {
        assertThat(ImageReference.parse(text)).hasToString(normalised).isInstanceOf(ImageReference.Tagged.class);
    }

    @Test
    void ofTagAndDigestTheDigestAloneCounts() {
        ImageReference both = ImageReference.parse("cgr.dev/acme.com/python:3.13@sha256:" + HEX);

        assertThat(both)
                .isEqualTo(new ImageReference.Pinned(
                        new Repository("cgr.dev", "acme.com/python"), Optional.of("3.13"), new Digest(HEX)));
        assertThat(PinnedImage.of((ImageReference.Pinned) both))
                .isEqualTo(new PinnedImage(new Repository("cgr.dev", "acme.com/python"), new Digest(HEX)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nginx ",
                " nginx",
                "ngi nx",
                "Nginx",
                "cgr.dev/Acme/x",
                "cgr.dev./acme/x",
                "doc\u212Aer.io/library/nginx",
                "https://cgr.dev/acme/x",
                "user@cgr.dev/acme/x",
                "user:pass@cgr.dev/acme/x",
                "cgr.dev@evil.example/x",
                "cgr.dev/acme/../x",
                "cgr.dev/acme%2fx",
                "cgr.dev/acme//x",
                "cgr.dev/acme/x/",
                "/acme/x",
                "cgr.dev/",
                "cgr.dev/acme/x:",
                "cgr.dev/acme/x:-tag",
                "cgr.dev/acme/x:t@g",
                "cgr.dev/acme/x@",
                "cgr.dev/acme/x\n",
                "cgr.dev/ac\u0000me/x",
                "cgr.dev/\u0430cme/x",
                "cgr.dev:port/x",
                "cgr.dev:/x",
                "exa_mple.dev/x",
                "[::1/x",
                "cgr.dev/.acme/x",
                "cgr.dev/acme./x",
            })
    void whatIsNoImageNameIsRefused(String text) {
        assertThatThrownBy(() -> ImageReference.parse(text)).isInstanceOf(MalformedReferenceException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha256:",
                "sha256:abc",
                "sha512:" + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "SHA256:" + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "sha256:" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "sha256:" + "gaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            })
    void onlyASha256DigestOfTheRightLengthAndAlphabetIsTaken(String digest) {
        assertThatThrownBy(() -> ImageReference.parse("cgr.dev/acme/x@" + digest))
                .isInstanceOf(MalformedReferenceException.class);
    }

    @Test
    void anotherDigestAlgorithmIsRefusedByName() {
        assertThatThrownBy(() -> ImageReference.parse("cgr.dev/acme/x@sha512:" + HEX + HEX))
                .hasMessageContaining("only sha256");
    }

    @Test
    void aNameOfMoreThan255CharactersIsRefused() {
        String longest = "cgr.dev/" + "a".repeat(Repository.NAME_LENGTH_MAX - "cgr.dev/".length());

        assertThat(ImageReference.parse(longest).repository()).hasToString(longest);
        assertThatThrownBy(() -> ImageReference.parse(longest + "a")).isInstanceOf(MalformedReferenceException.class);
    }

    @Test
    void aTextOfMegabytesIsRefusedByItsLength() {
        assertThatThrownBy(() -> ImageReference.parse("a-".repeat(1_000_000)))
                .isInstanceOf(MalformedReferenceException.class)
                .hasMessageContaining("at most");
    }

    @Test
    void aRefusalRepeatsTheNameWithItsControlCharactersEscaped() {
        assertThatThrownBy(() -> ImageReference.parse("cgr.dev/x\u001b[31m\r\n\u202e\ud800"))
                .hasMessageContaining("\\u001b[31m\\u000d\\u000a\\u202e\\ud800");
    }

    @Test
    void aTagOf128CharactersIsATagAndOneMoreIsNot() {
        assertThat(ImageReference.parse("x:" + "t".repeat(128)).tag()).contains("t".repeat(128));
        assertThatThrownBy(() -> ImageReference.parse("x:" + "t".repeat(129)))
                .isInstanceOf(MalformedReferenceException.class);
    }
}
