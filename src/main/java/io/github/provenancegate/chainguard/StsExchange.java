package io.github.provenancegate.chainguard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Exchanges a Kubernetes service account's token for one of Chainguard's, good for one audience:
/// `GET <issuer>/sts/exchange?aud=…&identity=…` (Chainguard's API, `SecurityTokenService.Exchange`).
///
/// The token is held in memory alone and renewed ahead of its end, so that a failing issuer is noticed while
/// the old one still works. Callers that need one at the same time share one exchange. The file is read at each
/// exchange: the kubelet replaces it.
public final class StsExchange {
    /// A token in its last five minutes is renewed, if it can be: that outlasts a short outage of the issuer.
    private static final Duration AHEAD = Duration.ofMinutes(5);

    /// While it still works, an issuer that failed is not asked for each request.
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(20);

    /// What a caller that renews keeps of its time for what it came for (a quarter of it at most).
    private static final Duration KEPT_BACK = Duration.ofMinutes(1);

    /// A token is not used in its last seconds: the request that carries it takes time too.
    private static final Duration SAFETY = Duration.ofSeconds(10);

    private static final long ANSWER_BYTES_MAX = 64 << 10;
    private static final Pattern IDENTITY = Pattern.compile("[0-9a-f]{40}(?:/[0-9a-f]{16}){1,8}");

    private final ServiceDialogue issuer;
    private final Identity identity;
    private final String audience;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Held held;
    private volatile @Nullable UndeterminedException failure;

    /// @param renewFrom when a newer one is worth asking for
    private record Held(Secret token, Instant end, Instant renewFrom) {
        boolean isUsable(Instant now) {
            return now.isBefore(end.minus(SAFETY));
        }
    }

    /// Who we are at Chainguard, and what proves it.
    ///
    /// @param uidp of an assumable identity: 40 hexadecimal digits and 16 after a slash
    /// @param tokenFile a projected service-account token, whose audience is the issuer
    public record Identity(String uidp, Path tokenFile) {
        public Identity {
            if (!isUidp(uidp)) {
                throw new IllegalArgumentException(
                        "an identity is written as 40 lower-case hexadecimal digits, '/', and 16 more");
            }
        }

        /// Whether a text is an identity's id.
        public static boolean isUidp(String text) {
            return IDENTITY.matcher(text).matches();
        }
    }

    /// Nothing is asked yet.
    ///
    /// @param issuer as `--chainguard-issuer` names it
    /// @param audience the service that the tokens are to be good for
    /// @param clock tells when a token ends
    public StsExchange(Transport transport, URI issuer, Identity identity, String audience, InstantSource clock) {
        this.issuer = new ServiceDialogue(transport, issuer);
        this.identity = identity;
        this.audience = audience;
        this.clock = clock;
    }

    /// A token that is good for some seconds at least.
    ///
    /// @throws UndeterminedException `REGISTRY_UNAUTHORIZED` when the file or the issuer gives none, or as
    ///     asking the issuer went
    Secret token(Inquiry inquiry) {
        Instant now = clock.instant();
        Held known = held;
        if (known == null || !known.isUsable(now)) {
            return first(inquiry);
        }
        return now.isBefore(known.renewFrom()) ? known.token() : renewed(known, inquiry);
    }

    /// One caller renews, with time left over for what it came for; the others go on with what there is.
    private Secret renewed(Held known, Inquiry inquiry) {
        if (!lock.tryLock()) {
            return known.token();
        }
        try {
            Inquiry shorter = inquiry.within(inquiry.deadline().earlierBy(KEPT_BACK));
            Held fresh = exchange(shorter);
            held = fresh;
            return fresh.token();
        } catch (UndeterminedException _) {
            held = new Held(known.token(), known.end(), clock.instant().plus(PAUSE_AFTER_FAILURE));
            return known.token();
        } finally {
            lock.unlock();
        }
    }

    /// Nobody can go on without one, so all wait for the one exchange, and for its failure too.
    private Secret first(Inquiry inquiry) {
        UndeterminedException before = failure;
        inquiry.deadline().lock(lock, "another request was " + step());
        try {
            Held known = held;
            if (known != null && known.isUsable(clock.instant())) {
                return known.token();
            }
            UndeterminedException last = failure;
            if (last != null && last != before) {
                throw last; // it ended while we waited for it: the answer to us would be the same
            }
            Held fresh = exchange(inquiry);
            held = fresh;
            return fresh.token();
        } catch (UndeterminedException failed) {
            if (failed.code() != ReasonCode.DEADLINE_EXCEEDED) { // that was another's deadline
                failure = failed;
            }
            throw failed;
        } finally {
            lock.unlock();
        }
    }

    private Held exchange(Inquiry inquiry) {
        String step = step();
        ObjectNode answer = issuer.ask(
                issuer.address("/sts/exchange").with("aud", audience).with("identity", identity.uidp()),
                serviceAccountToken(step),
                ANSWER_BYTES_MAX,
                step,
                "the identity " + identity.uidp() + " must trust this cluster's issuer and this service account, and "
                        + identity.tokenFile() + " must hold a token whose audience is the issuer",
                inquiry);
        Instant now = clock.instant();
        try {
            Secret token = ApiJson.text(answer, "token")
                    .flatMap(Bearer::parse)
                    .orElseThrow(() -> new MalformedAnswerException("holds no usable token"));
            Instant end = TokenLifetime.end(answer, token, now);
            Duration ahead = min(AHEAD, Duration.between(now, end).dividedBy(2));
            return new Held(token, end, end.minus(ahead));
        } catch (MalformedAnswerException malformed) {
            throw issuer.misbehaved(malformed, step);
        }
    }

    private String step() {
        return "exchanging the service account's token for one for " + audience;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Secret serviceAccountToken(String step) {
        String what;
        try (InputStream content = Files.newInputStream(identity.tokenFile())) {
            var token = Bearer.parse(new String(content.readNBytes(Bearer.BYTES_MAX + 1), StandardCharsets.ISO_8859_1));
            if (token.isPresent()) {
                return token.get();
            }
            what = " holds no token";
        } catch (IOException _) {
            what = " cannot be read";
        }
        throw new UndeterminedException(
                ReasonCode.REGISTRY_UNAUTHORIZED,
                identity.tokenFile() + what + " while " + step
                        + ": mount a projected service-account token there whose audience is the issuer");
    }

    /// Without what it holds.
    @Override
    public String toString() {
        return "tokens for " + audience + " of " + issuer.authority();
    }
}
