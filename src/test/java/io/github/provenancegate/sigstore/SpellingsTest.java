package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Everything that is read has one spelling, and an end.
class SpellingsTest {
    private static final String PEM = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";

    @Test
    void base64HasOneSpelling() {
        assertThat(Encoding.base64("AQ==")).containsExactly(1);
        assertThat(Encoding.base64("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AQ", "AR==", "AQ==\n", " AQ==", "AQ==AQ==", "A-__", "\u0141Q==", "====", "A"})
    void anotherSpellingOfBase64IsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Encoding.base64(text));
    }

    @Test
    void onePemBlockIsReadAndBlanksAroundIt() {
        assertThat(Encoding.pem(PEM, "CERTIFICATE")).containsExactly(0, 0, 0);
        assertThat(Encoding.pem("\n" + PEM.replace("\n", "\r\n") + "\n", "CERTIFICATE"))
                .containsExactly(0, 0, 0);
        assertThat(Encoding.pemLabel(PEM)).isEqualTo("CERTIFICATE");
        assertThat(Encoding.pemLabel("x" + PEM)).isEqualTo("CERTIFICATE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "AAAA",
                PEM + "\n" + PEM,
                "x" + PEM,
                PEM + "x",
                "-----BEGIN CERTIFICATE-----\nAAAA",
                "AAAA\n-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\nAA\u00e9A\n-----END CERTIFICATE-----",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"
            })
    void whatIsNotOnePemBlockIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Encoding.pem(text, "CERTIFICATE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CERTIFICATE", "-----BEGIN CERTIFICATE", "BEGIN CERTIFICATE-----"})
    void textWithoutPemHasNoLabel(String text) {
        assertThat(Encoding.pemLabel(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "'\"7\"', 7", "'\"9223372036854775807\"', 9223372036854775807", "null, 0"})
    void aNaturalNumberOfAProtobufMessageIsTextOrNumber(String json, long number) throws StrictJson.MalformedException {
        assertThat(ProtoJson.natural(StrictJson.parseObject("{\"n\":" + json + "}"), "n"))
                .isEqualTo(number);
        assertThat(ProtoJson.natural(StrictJson.parseObject("{}"), "n")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "\"-1\"",
                "\"+1\"",
                "\"01\"",
                "\"\"",
                "\"x\"",
                "1.0",
                "1e3",
                "9223372036854775808",
                "true",
                "{}"
            })
    void anythingElseIsNoNaturalNumber(String json) throws StrictJson.MalformedException {
        var object = StrictJson.parseObject("{\"n\":" + json + "}");
        assertMalformed(() -> ProtoJson.natural(object, "n"));
        if (!json.startsWith("\"")) {
            assertMalformed(() -> StrictJson.natural(object, "n"));
        }
    }

    @Test
    void bytesAreThereAndNotEmpty() throws StrictJson.MalformedException {
        var object = StrictJson.parseObject("{\"good\":\"AQ==\",\"empty\":\"\",\"number\":1,\"none\":null}");
        assertThat(ProtoJson.bytes(object, "good")).containsExactly(1);
        for (String member : new String[] {"empty", "number", "none", "absent"}) {
            assertMalformed(() -> ProtoJson.bytes(object, member));
        }
    }

    @Test
    void jsonNestsToItsLimitAndNoDeeper() {
        assertThatCode(() -> StrictJson.parseObject(nested(StrictJson.NESTING_MAX)))
                .doesNotThrowAnyException();
        assertMalformed(() -> StrictJson.parseObject(nested(StrictJson.NESTING_MAX + 1)));
    }

    @Test
    void aNumberHasAsManyDigitsAsAllowedAndNoMore() {
        assertThatCode(() -> StrictJson.parseObject("{\"n\":" + "1".repeat(StrictJson.NUMBER_LENGTH_MAX) + "}"))
                .doesNotThrowAnyException();
        assertMalformed(() -> StrictJson.parseObject("{\"n\":" + "1".repeat(StrictJson.NUMBER_LENGTH_MAX + 1) + "}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}{}",
                "{} x",
                "{\"a\":1,\"a\":1}",
                "{\"a\":{\"b\":1,\"b\":2}}",
                "{a:1}",
                "{,}",
                "\ufeff{}"
            })
    void jsonThatCouldBeReadInTwoWaysIsRefused(String json) {
        assertMalformed(() -> StrictJson.parseObject(json));
        assertMalformed(() -> StrictJson.parseObject(json.getBytes(StandardCharsets.UTF_8)));
        assertMalformed(() -> StrictJson.parseBundle(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        assertMalformed(() -> StrictJson.parseObject("{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String nested(int depth) {
        return "{\"a\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
    }

    private static void assertMalformed(ThrowingCallable reading) {
        assertThatExceptionOfType(StrictJson.MalformedException.class).isThrownBy(reading);
    }
}
