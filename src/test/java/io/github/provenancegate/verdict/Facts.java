package io.github.provenancegate.verdict;

import io.github.provenancegate.evidence.LogEntry;
import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import java.time.Instant;
import java.util.Optional;

/// The few facts that the judge's tests combine.
final class Facts {
    static final Signer RIGHT = new Signer("https://issuer.example", "https://issuer.example/right");
    static final Signer WRONG = new Signer("https://issuer.example", "https://issuer.example/wrong");
    static final AllowedSigners ALLOWED = AllowedSigners.of(AllowedSigner.publicGood(RIGHT));
    static final Repository REFERENCE = new Repository("cgr.dev", "chainguard-private/python");
    static final PinnedImage IMAGE = new PinnedImage(new Repository("cgr.dev", "acme.com/python"), digest('a'));

    static final Signature PROVEN = proven(RIGHT, AllowedSigner.PUBLIC_GOOD);
    static final Signature UNLOGGED =
            new Signature.Unlogged(RIGHT, AllowedSigner.PUBLIC_GOOD, ReasonCode.LOG_ENTRY_MISSING);
    static final Signature UNTIMED =
            new Signature.Unlogged(RIGHT, AllowedSigner.PUBLIC_GOOD, ReasonCode.TRUSTED_TIME_MISSING);
    static final Signature BY_ANOTHER = proven(WRONG, AllowedSigner.PUBLIC_GOOD);
    static final Signature REFUTED =
            new Signature.Refuted(Optional.of(RIGHT), ReasonCode.SIGNATURE_INVALID, "does not verify");
    static final Signature UNREACHABLE = new Signature.Unknown(ReasonCode.REGISTRY_UNREACHABLE, "no connection");
    static final Signature UNAUTHORIZED = new Signature.Unknown(ReasonCode.REGISTRY_UNAUTHORIZED, "403");

    private Facts() {}

    static Signature proven(Signer signer, String trustRoot) {
        return new Signature.Proven(new Proof(
                signer,
                trustRoot,
                new LogEntry(42, "c0d2", Optional.of(Instant.EPOCH)),
                Instant.EPOCH,
                Proof.Format.LEGACY,
                digest('f'),
                Optional.empty()));
    }

    static Digest digest(char fill) {
        return new Digest(String.valueOf(fill).repeat(64));
    }
}
