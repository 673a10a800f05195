package io.github.provenancegate.registry;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verify.Credentials.Credential;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Bearer tokens, remembered while they are good. Callers that need the same one at the same time share one
/// request.
final class Tokens {
    /// More repositories than a cluster runs images of at a time; beyond it, all are forgotten and asked for
    /// anew.
    private static final int TOKENS_MAX = 4096;

    /// A token is not used in its last seconds: the request that carries it takes time too.
    private static final Duration SAFETY = Duration.ofSeconds(5);

    private final TokenRealm realm;
    private final LongSupplier nanoTime;
    private final Map<Key, Slot> slots = new ConcurrentHashMap<>();

    /// A token is shared only between equal questions of the same asker.
    ///
    /// @param asker a fingerprint of the credential, so that no credential is kept here
    private record Key(String registry, Challenge.Bearer challenge, String scope, String asker) {}

    private static final class Slot {
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable Secret token;
        private long goodUntil;
        private @Nullable UndeterminedException failure;
        private long failedAt;
    }

    Tokens(TokenRealm realm, LongSupplier nanoTime) {
        this.realm = realm;
        this.nanoTime = nanoTime;
    }

    /// An `Authorization` header's value that reads the repository.
    ///
    /// @param refused a value that was refused just now: another one is fetched if this is the one remembered
    Secret bearer(
            RegistryHost host,
            Challenge.Bearer challenge,
            Repository repository,
            Optional<Credential> credential,
            Optional<Secret> refused,
            Inquiry inquiry) {
        String scope = challenge.foreignScope().orElse("repository:" + repository.path() + ":pull");
        if (slots.size() >= TOKENS_MAX) {
            slots.clear();
        }
        Slot slot =
                slots.computeIfAbsent(new Key(host.name(), challenge, scope, fingerprint(credential)), _ -> new Slot());
        long asked = nanoTime.getAsLong();
        inquiry.deadline().lock(slot.lock, "waiting for a token of " + host.name());
        try {
            Secret held = slot.token;
            if (held != null && slot.goodUntil - nanoTime.getAsLong() > 0 && !refused.equals(Optional.of(held))) {
                return held;
            }
            UndeterminedException failure = slot.failure;
            if (failure != null && slot.failedAt - asked >= 0) {
                throw failure; // it ended while we waited for it: the answer to us would be the same
            }
            TokenRealm.Token fetched = realm.fetch(host, challenge, scope, credential, inquiry);
            Secret fresh = new Secret("Bearer " + fetched.text().revealUnsafe());
            slot.token = fresh;
            slot.goodUntil =
                    nanoTime.getAsLong() + fetched.lifetime().minus(SAFETY).toNanos();
            return fresh;
        } catch (UndeterminedException failed) {
            if (failed.code() != ReasonCode.DEADLINE_EXCEEDED) { // that was another's deadline
                slot.failure = failed;
                slot.failedAt = nanoTime.getAsLong();
            }
            throw failed;
        } finally {
            slot.lock.unlock();
        }
    }

    private static String fingerprint(Optional<Credential> credential) {
        return credential
                .map(given -> switch (given) {
                    case Credential.Basic(String user, Secret password) ->
                        "basic\n" + user + "\n" + password.revealUnsafe();
                    case Credential.IdentityToken(Secret token) -> "token\n" + token.revealUnsafe();
                })
                .map(text -> Sha256.of(text.getBytes(StandardCharsets.UTF_8)).hex())
                .orElse("anonymous");
    }
}
