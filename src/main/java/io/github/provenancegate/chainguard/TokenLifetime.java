package io.github.provenancegate.chainguard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.verify.Secret;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/// Until when a token may be held: as the answer says, else as the token itself says, else for a while. A wrong
/// answer costs one refused request or one exchange too many, so nothing here is verified; it is only clamped.
final class TokenLifetime {
    /// Chainguard's tokens live about an hour; none is held longer, whatever it says.
    private static final Duration MAX = Duration.ofHours(1);

    /// Where nothing says anything.
    private static final Duration DEFAULT = Duration.ofMinutes(10);

    private TokenLifetime() {}

    static Instant end(ObjectNode answer, Secret token, Instant now) throws MalformedAnswerException {
        Optional<Long> seconds = ApiJson.number(answer, "expires_in");
        Optional<Instant> named = seconds.isPresent()
                ? seconds.map(count -> now.plusSeconds(Math.clamp(count, 0, MAX.toSeconds())))
                : expiry(answer).or(() -> ofJwt(token));
        Instant end = named.orElse(now.plus(DEFAULT));
        Instant last = now.plus(MAX);
        return end.isBefore(now) ? now : end.isAfter(last) ? last : end;
    }

    /// Seconds since 1970, or RFC 3339.
    private static Optional<Instant> expiry(ObjectNode answer) throws MalformedAnswerException {
        Optional<Long> seconds = ApiJson.number(answer, "expiry");
        if (seconds.isPresent()) {
            return seconds.flatMap(TokenLifetime::ofEpoch);
        }
        try {
            return ApiJson.text(answer, "expiry").map(Instant::parse);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /// The claim `exp` of a JWT (RFC 7519, section 4.1.4), unverified.
    private static Optional<Instant> ofJwt(Secret token) {
        String[] parts = token.revealUnsafe().split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return ApiJson.number(ApiJson.parse(Base64.getUrlDecoder().decode(parts[1])), "exp")
                    .flatMap(TokenLifetime::ofEpoch);
        } catch (MalformedAnswerException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> ofEpoch(long seconds) {
        return seconds >= 0 && seconds <= Instant.MAX.getEpochSecond()
                ? Optional.of(Instant.ofEpochSecond(seconds))
                : Optional.empty();
    }
}
