package io.github.provenancegate.kubernetes;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// When which replica does what to the shared Secret: pure, so that any number of replicas come to the same
/// answer.
///
/// ```
/// serving A, trusted A
///    │ A ends within 30 days                    prepare: B is made
/// serving A, next B, trusted A + B
///    │ every configuration trusts both, and 5 minutes have passed
/// serving B, trusted A + B                      promote
///    │ a day has passed
/// serving B, trusted B                          drop
/// ```
///
/// So at each moment whatever a replica shows, old or new, is trusted by every API server.
public final class CertificateRotation {
    /// A third of its life: enough for a cluster whose replicas all sleep for weeks.
    static final Duration RENEWED_BEFORE = Duration.ofDays(30);

    /// API servers hear of a changed configuration within seconds, replicas of a changed Secret too; minutes
    /// are for those that were cut off for a moment.
    static final Duration SETTLED = Duration.ofMinutes(5);

    /// A replica that cannot reach the API server goes on with what it has, and is called all the same.
    static final Duration OLD_TRUSTED = Duration.ofDays(1);

    /// A Secret that is deleted again and again must not fill the configurations.
    private static final int KEPT_MAX = 3;

    /// Whether every webhook configuration has the Secret's authorities.
    public enum Bundles {
        IN_PLACE,
        NOT_YET
    }

    private final CertificateMint mint;
    private final List<String> hosts;

    /// @param hosts the DNS names by which API servers call, at least one
    public CertificateRotation(CertificateMint mint, List<String> hosts) {
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("a certificate for no name is of no use");
        }
        this.mint = mint;
        this.hosts = List.copyOf(hosts);
    }

    /// A first certificate, where no replica knows of any.
    public CertificateSecret begin(Instant now) {
        ServingPair pair = mint.mint(hosts, now);
        return new CertificateSecret(pair, Optional.empty(), List.of(pair.authority()), now);
    }

    /// What becomes of a Secret that was deleted or spoiled while this replica still serves from it: it comes
    /// back as it was and begins a rotation, for whoever deleted it wanted another key. What cannot be served
    /// any more is replaced.
    public CertificateSecret restore(CertificateSecret held, Instant now) {
        return isOfUse(held.serving(), now) ? prepare(held, now) : replace(held, now);
    }

    /// The next state; empty while this one is to stay.
    public Optional<CertificateSecret> next(CertificateSecret secret, Bundles bundles, Instant now) {
        if (!isOfUse(secret.serving(), now)) {
            return Optional.of(replace(secret, now));
        }
        Duration age = Duration.between(secret.since(), now);
        if (secret.next().isPresent()) {
            ServingPair next = secret.next().orElseThrow();
            if (!isOfUse(next, now)) {
                return Optional.of(prepare(secret, now));
            }
            return bundles == Bundles.IN_PLACE && age.compareTo(SETTLED) >= 0
                    ? Optional.of(new CertificateSecret(next, Optional.empty(), secret.trusted(), now))
                    : Optional.empty();
        }
        if (now.isAfter(secret.serving().end().minus(RENEWED_BEFORE))) {
            return Optional.of(prepare(secret, now));
        }
        List<X509Certificate> needed = List.of(secret.serving().authority());
        return secret.trusted().size() > needed.size() && age.compareTo(OLD_TRUSTED) >= 0
                ? Optional.of(new CertificateSecret(secret.serving(), Optional.empty(), needed, now))
                : Optional.empty();
    }

    private CertificateSecret prepare(CertificateSecret secret, Instant now) {
        ServingPair next = mint.mint(hosts, now);
        return new CertificateSecret(secret.serving(), Optional.of(next), trusting(secret, next, now), now);
    }

    /// Nothing is served that anybody believes, so that there is nothing to wait for.
    private CertificateSecret replace(CertificateSecret secret, Instant now) {
        ServingPair pair = mint.mint(hosts, now);
        return new CertificateSecret(pair, Optional.empty(), trusting(secret, pair, now), now);
    }

    /// What was trusted stays so, for a replica that has not looked since; of what nobody ended the latest.
    private static List<X509Certificate> trusting(CertificateSecret secret, ServingPair added, Instant now) {
        List<X509Certificate> living = secret.trusted().stream()
                .filter(one -> now.isBefore(one.getNotAfter().toInstant()))
                .toList();
        List<X509Certificate> trusted =
                new ArrayList<>(living.subList(Math.max(0, living.size() - KEPT_MAX), living.size()));
        if (living.contains(secret.serving().authority())
                && !trusted.contains(secret.serving().authority())) {
            trusted.addFirst(secret.serving().authority());
        }
        trusted.add(added.authority());
        return trusted;
    }

    private boolean isOfUse(ServingPair pair, Instant now) {
        return pair.holdsAt(now) && pair.covers(hosts);
    }
}
