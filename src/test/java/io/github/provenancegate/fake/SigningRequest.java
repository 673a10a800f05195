package io.github.provenancegate.fake;

import java.util.List;
import java.util.stream.Stream;

/// A signature to be made: by whom, of what, how, and with what wrong. Each call gives a new request.
public final class SigningRequest {

    private enum Timestamping {
        AS_NEEDED,
        ALWAYS
    }

    private final VirtualSigstore sigstore;
    private final Identity identity;
    private final String imageDigest;
    private final String dockerReference;
    private final Logging logging;
    private final Timestamping timestamping;
    private final List<Defect> defects;

    private SigningRequest(
            VirtualSigstore sigstore,
            Identity identity,
            String imageDigest,
            String dockerReference,
            Logging logging,
            Timestamping timestamping,
            List<Defect> defects) {
        this.sigstore = sigstore;
        this.identity = identity;
        this.imageDigest = imageDigest;
        this.dockerReference = dockerReference;
        this.logging = logging;
        this.timestamping = timestamping;
        this.defects = defects;
    }

    static SigningRequest of(VirtualSigstore sigstore, Identity identity, String imageDigest) {
        return new SigningRequest(
                sigstore,
                identity,
                imageDigest,
                "cgr.dev/virtual.example/image",
                Logging.REKOR_1,
                Timestamping.AS_NEEDED,
                List.of());
    }

    /// Where the payload of a legacy signature says that the image was first signed.
    public SigningRequest inRepository(String repository) {
        return new SigningRequest(sigstore, identity, imageDigest, repository, logging, timestamping, defects);
    }

    /// Where the signature is logged; Rekor v1 unless told otherwise.
    public SigningRequest loggedIn(Logging log) {
        return new SigningRequest(sigstore, identity, imageDigest, dockerReference, log, timestamping, defects);
    }

    /// With the timestamp of a timestamp authority, even where the log says when.
    public SigningRequest timestamped() {
        return new SigningRequest(
                sigstore, identity, imageDigest, dockerReference, logging, Timestamping.ALWAYS, defects);
    }

    /// With this wrong as well.
    public SigningRequest spoiledBy(Defect defect) {
        List<Defect> all = Stream.concat(defects.stream(), Stream.of(defect)).toList();
        return new SigningRequest(sigstore, identity, imageDigest, dockerReference, logging, timestamping, all);
    }

    /// Signs in the layout of cosign 1 and 2.
    public LegacySignature legacy() {
        return LegacySigning.sign(this);
    }

    /// Signs in the layout of cosign 3.
    public BundleSignature bundle() {
        return BundleSigning.sign(this);
    }

    /// Signs as attesting tools do: the statement names its subject and has a predicate.
    ///
    /// @param name of the subject
    public BundleSignature attestation(String name) {
        return BundleSigning.attest(this, name);
    }

    /// Signs the message itself, as `cosign sign-blob` does.
    public BundleSignature messageBundle(byte[] message) {
        return BundleSigning.signMessage(this, message);
    }

    VirtualSigstore sigstore() {
        return sigstore;
    }

    Identity identity() {
        return identity;
    }

    String imageDigest() {
        return imageDigest;
    }

    String dockerReference() {
        return dockerReference;
    }

    Logging logging() {
        return logging;
    }

    boolean isTimestamped() {
        return timestamping == Timestamping.ALWAYS
                || !logging.saysWhen()
                || has(LayerDefect.TIMESTAMP_ONLY)
                || each(TimestampDefect.class).findAny().isPresent();
    }

    boolean has(Defect defect) {
        return defects.contains(defect);
    }

    <D extends Defect> Stream<D> each(Class<D> kind) {
        return defects.stream().filter(kind::isInstance).map(kind::cast);
    }
}
