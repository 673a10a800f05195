package io.github.provenancegate.fake;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// A throw-away Sigstore: a Fulcio, a CT log, Rekor v1 and v2 and a timestamp authority with real keys, in one
/// process. What it signs is what real tools would have signed, until a [Defect] spoils one thing. It was written from
/// the public specifications and from artefacts of real tools, and shares nothing with the verifier.
///
/// Beside the parts in use there are others of each kind. Those that [#trustedRootJson()] lists are: of each part one
/// that was retired the day before, an authority whose intermediate has expired, and one whose intermediate is for TLS
/// servers. Those that it does not list are foreign: nobody should trust them.
///
/// Everything that happens at one moment of the clock has that moment, to the second.
public final class VirtualSigstore {

    static final String ORGANIZATION = "virtual.example";

    private static final Duration IN_USE_FOR = Duration.ofDays(30);
    private static final Duration RETIRED_FOR = Duration.ofDays(1);
    private static final Duration EXPIRED_FOR = Duration.ofHours(1);

    private final InstantSource clock;
    private final SecureRandom random;
    private final Instant since;
    private final Instant retired;

    private final VirtualCertificateAuthority authority;
    private final OnDemand<VirtualCertificateAuthority> expiredAuthority;
    private final OnDemand<VirtualCertificateAuthority> serverAuthority;
    private final OnDemand<VirtualCertificateAuthority> retiredAuthority;
    private final OnDemand<VirtualCertificateAuthority> foreignAuthority;
    private final VirtualCtLog ctLog;
    private final OnDemand<VirtualCtLog> retiredCtLog;
    private final OnDemand<VirtualCtLog> unknownCtLog;
    private final VirtualRekor1 rekor1;
    private final OnDemand<VirtualRekor1> retiredRekor1;
    private final OnDemand<VirtualRekor1> unknownRekor1;
    private final VirtualRekor2 rekor2;
    private final OnDemand<VirtualRekor2> retiredRekor2;
    private final OnDemand<VirtualRekor2> unknownRekor2;
    private final VirtualTimestampAuthority timestampAuthority;
    private final OnDemand<VirtualTimestampAuthority> retiredTimestampAuthority;
    private final OnDemand<VirtualTimestampAuthority> untrustedTimestampAuthority;

    private VirtualSigstore(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
        Instant now = now();
        since = now.minus(IN_USE_FOR);
        retired = now.minus(RETIRED_FOR);
        authority = VirtualCertificateAuthority.named("virtual", since, random);
        expiredAuthority = new OnDemand<>(
                () -> VirtualCertificateAuthority.over("virtual-expired", since, now.minus(EXPIRED_FOR), random));
        serverAuthority =
                new OnDemand<>(() -> VirtualCertificateAuthority.forServers("virtual-servers", since, random));
        retiredAuthority = new OnDemand<>(() -> VirtualCertificateAuthority.named("virtual-retired", since, random));
        foreignAuthority = new OnDemand<>(() -> VirtualCertificateAuthority.named("virtual", since, random));
        ctLog = new VirtualCtLog("https://ct." + ORGANIZATION + "/2026", random);
        retiredCtLog = new OnDemand<>(() -> new VirtualCtLog("https://ct." + ORGANIZATION + "/2025", random));
        unknownCtLog = new OnDemand<>(() -> new VirtualCtLog("https://ct.foreign.example/2026", random));
        rekor1 = new VirtualRekor1("rekor." + ORGANIZATION, random);
        retiredRekor1 = new OnDemand<>(() -> new VirtualRekor1("old.rekor." + ORGANIZATION, random));
        unknownRekor1 = new OnDemand<>(() -> new VirtualRekor1("rekor." + ORGANIZATION, random));
        rekor2 = new VirtualRekor2("log2026-1.rekor." + ORGANIZATION, clock, random);
        retiredRekor2 = new OnDemand<>(() -> new VirtualRekor2("log2025-1.rekor." + ORGANIZATION, clock, random));
        unknownRekor2 = new OnDemand<>(() -> new VirtualRekor2("log2026-1.rekor." + ORGANIZATION, clock, random));
        timestampAuthority = new VirtualTimestampAuthority(since, random);
        retiredTimestampAuthority = new OnDemand<>(() -> new VirtualTimestampAuthority(since, random));
        untrustedTimestampAuthority = new OnDemand<>(() -> new VirtualTimestampAuthority(since, random));
    }

    /// A new one, which has been in use for thirty days.
    ///
    /// @param clock when certificates are issued, entries logged and timestamps given
    /// @param random where keys, serial numbers and signatures come from
    public static VirtualSigstore of(InstantSource clock, SecureRandom random) {
        return new VirtualSigstore(clock, random);
    }

    /// The same seed and the same calls in the same order give the same artefacts.
    public static VirtualSigstore seeded(InstantSource clock, long seed) {
        try {
            var random = SecureRandom.getInstance("SHA1PRNG");
            random.setSeed(seed);
            return new VirtualSigstore(clock, random);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Begins a signature.
    ///
    /// @param imageDigest `sha256:` and 64 hex digits of the manifest that is signed
    public SigningRequest sign(Identity identity, String imageDigest) {
        return SigningRequest.of(this, identity, imageDigest);
    }

    /// All that a verifier needs to trust this Sigstore: a `trusted_root.json`.
    public String trustedRootJson() {
        return new TrustedRoot(since)
                .withLog(rekor1)
                .withRetiredLog(retiredRekor1.get(), retired)
                .withLog(rekor2)
                .withRetiredLog(retiredRekor2.get(), retired)
                .withCertificateAuthority(authority)
                .withCertificateAuthority(expiredAuthority.get())
                .withCertificateAuthority(serverAuthority.get())
                .withRetiredCertificateAuthority(retiredAuthority.get(), retired)
                .withCtLog(ctLog)
                .withRetiredCtLog(retiredCtLog.get(), retired)
                .withTimestampAuthority(timestampAuthority)
                .withRetiredTimestampAuthority(retiredTimestampAuthority.get(), retired)
                .json();
    }

    LeafPlan plan(Identity identity) {
        return new LeafPlan(this, identity, SigningKey.generate(SigningKey.Algorithm.P256, random), now());
    }

    Leaf issue(Identity identity) {
        return authority.issue(plan(identity));
    }

    Leaf issue(Identity identity, SigningKey key) {
        return authority.issue(new LeafPlan(this, identity, key, now()));
    }

    /// When a log or a timestamp authority answers: a second after the certificate was issued.
    Instant soon() {
        return now().plusSeconds(1);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    SecureRandom random() {
        return random;
    }

    VirtualCertificateAuthority authority() {
        return authority;
    }

    VirtualCertificateAuthority expiredAuthority() {
        return expiredAuthority.get();
    }

    VirtualCertificateAuthority serverAuthority() {
        return serverAuthority.get();
    }

    VirtualCertificateAuthority retiredAuthority() {
        return retiredAuthority.get();
    }

    VirtualCertificateAuthority foreignAuthority() {
        return foreignAuthority.get();
    }

    VirtualCtLog ctLog() {
        return ctLog;
    }

    VirtualCtLog retiredCtLog() {
        return retiredCtLog.get();
    }

    VirtualCtLog unknownCtLog() {
        return unknownCtLog.get();
    }

    VirtualRekor1 rekor1() {
        return rekor1;
    }

    VirtualRekor1 unknownRekor1() {
        return unknownRekor1.get();
    }

    VirtualRekor2 rekor2() {
        return rekor2;
    }

    VirtualRekor unknownLog(VirtualRekor like) {
        return switch (like) {
            case VirtualRekor1 _ -> unknownRekor1.get();
            case VirtualRekor2 _ -> unknownRekor2.get();
        };
    }

    VirtualRekor retiredLog(VirtualRekor like) {
        return switch (like) {
            case VirtualRekor1 _ -> retiredRekor1.get();
            case VirtualRekor2 _ -> retiredRekor2.get();
        };
    }

    VirtualTimestampAuthority timestampAuthority() {
        return timestampAuthority;
    }

    VirtualTimestampAuthority retiredTimestampAuthority() {
        return retiredTimestampAuthority.get();
    }

    VirtualTimestampAuthority untrustedTimestampAuthority() {
        return untrustedTimestampAuthority.get();
    }
}
