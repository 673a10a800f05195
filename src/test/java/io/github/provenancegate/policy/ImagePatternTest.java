package io.github.provenancegate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.MalformedReferenceException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImagePatternTest {
    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({
        "cgr.dev/acme/**,         cgr.dev/acme/x,                 true",
        "cgr.dev/acme/**,         CGR.DEV/acme/x/y,               true",
        "cgr.dev/acme/**,         cgr.dev/acme-evil/x,            false",
        "cgr.dev/acme/**,         cgr.dev.evil.example/acme/x,    false",
        "cgr.dev/acme/**,         evil.example/cgr.dev/acme/x,    false",
        "cgr.dev/acme/**,         cgr.dev:443/acme/x,             false",
        "cgr.dev/acme/**,         cgr.dev/x/acme/x,               false",
        "cgr.dev/acme/**,         acme/x,                         false",
        "cgr.dev/acme/*,          cgr.dev/acme/x,                 true",
        "cgr.dev/acme/*,          cgr.dev/acme/x/y,               false",
        "cgr.dev/acme/*,          cgr.dev/acme,                   false",
        "cgr.dev/acme/py*,        cgr.dev/acme/python,            true",
        "cgr.dev/acme/py*,        cgr.dev/acme/jdk,               false",
        "cgr.dev/acme/py*n,       cgr.dev/acme/pyxonn,            true",
        "cgr.dev/*/python,        cgr.dev/acme/python,            true",
        "cgr.dev/*/python,        cgr.dev/acme/x/python,          false",
        "cgr.dev/**/python,       cgr.dev/acme/x/python,          true",
        "cgr.dev/**/python,       cgr.dev/acme/x/python/y,        false",
        "cgr.dev/**/b/**/d,       cgr.dev/a/b/b/c/d/d,            true",
        "docker.io/library/**,    nginx,                          true",
        "localhost:5000/**,       localhost:5000/a/b,             true",
        "cgr.dev/acme/python,     cgr.dev/acme/python,            true",
        "cgr.dev/acme/python,     cgr.dev/acme/python3,           false",
    })
    void aPatternComparesWholeSegmentsAnchoredAtBothEnds(String pattern, String image, boolean matches) {
        assertThat(ImagePattern.parse(pattern)
                        .matches(ImageReference.parse(image).repository()))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "**",
                "*",
                "acme/**",
                "/acme/**",
                "*.dev/acme/**",
                "cgr.*/acme/**",
                "cgr.dev",
                "cgr.dev/",
                "cgr.dev//x",
                "cgr.dev/acme/",
                "cgr.dev/Acme/**",
                "cgr.dev/acme/**x",
                "cgr.dev/acme/x:latest",
                "https://cgr.dev/acme/**",
                "cgr.dev/acme/?",
                "cgr.dev/ac me/x",
            })
    void aPatternWithoutAWholeHostOrWithASegmentThatMeansNothingIsRefused(String pattern) {
        assertThatThrownBy(() -> ImagePattern.parse(pattern)).isInstanceOf(MalformedReferenceException.class);
    }

    @Test
    @Timeout(10)
    void manyWildcardsCostNoMoreThanTheyAreLong() {
        Glob hostile = new Glob("a*".repeat(100) + "b");

        assertThat(org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                        Duration.ofSeconds(10), () -> hostile.matches("a".repeat(240))))
                .isFalse();
    }
}
