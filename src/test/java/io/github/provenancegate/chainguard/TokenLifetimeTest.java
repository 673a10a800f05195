package io.github.provenancegate.chainguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.verify.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Until when a token is held, whatever an answer says about it.
class TokenLifetimeTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private static Instant end(String answer, String token) throws MalformedAnswerException {
        return TokenLifetime.end(ApiJson.parse(answer.getBytes(StandardCharsets.UTF_8)), new Secret(token), NOW);
    }

    private static String jwt(String claims) {
        return "e30."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".sig";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"expires_in\":1200}",
                "{\"expiresIn\":\"1200\"}",
                "{\"expiry\":\"2026-06-01T00:20:00Z\"}",
                "{\"expiry\":1780273200}",
                "{\"expires_in\":1200,\"expiry\":\"2026-06-01T00:30:00Z\"}"
            })
    void theAnswerTells(String answer) throws Exception {
        assertThat(end(answer, jwt("{\"exp\":1780274000}"))).isEqualTo(NOW.plusSeconds(1200));
    }

    @Test
    void elseTheTokenTells() throws Exception {
        assertThat(end("{}", jwt("{\"exp\":1780273200}"))).isEqualTo(NOW.plusSeconds(1200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"opaque", "a.b", "a.b.c", "a.!!.c", "e30.e30.sig", ".."})
    void elseItIsHeldForTenMinutes(String token) throws Exception {
        assertThat(end("{\"expires_in\":\"soon\",\"expiry\":\"never\"}", token)).isEqualTo(NOW.plusSeconds(600));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"expires_in\":9223372036854775807}",
                "{\"expiry\":\"+1000000000-12-31T23:59:59Z\"}",
                "{\"expiry\":31556889864403199}"
            })
    void neverForMoreThanAnHour(String answer) throws Exception {
        assertThat(end(answer, "opaque")).isEqualTo(NOW.plusSeconds(3600));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"expires_in\":-1}",
                "{\"expires_in\":-9223372036854775808}",
                "{\"expiry\":\"2020-01-01T00:00:00Z\"}",
                "{\"expiry\":0}"
            })
    void noLongerThanItIsGood(String answer) throws Exception {
        assertThat(end(answer, "opaque")).isEqualTo(NOW);
    }
}
