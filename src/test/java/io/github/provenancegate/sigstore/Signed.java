package io.github.provenancegate.sigstore;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.fake.Identity;
import io.github.provenancegate.fake.Logging;
import io.github.provenancegate.fake.SigningRequest;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.verify.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/// What one virtual Sigstore signs, for tests that change a part of it by hand.
final class Signed {
    static final Digest ARTEFACT = new Digest("ab".repeat(32));
    private static final Identity SYNCER =
            Identity.ofEnforce("0caaf24ab1a0c33440c06afe99df986365b0781f", "849d2cc9d2d23287");
    static final Signer SIGNER = new Signer(SYNCER.issuer(), SYNCER.subject());
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final VirtualSigstore SIGSTORE =
            VirtualSigstore.seeded(InstantSource.fixed(Instant.parse("2026-07-01T12:00:00Z")), 21);
    private static final String ROOT = SIGSTORE.trustedRootJson();

    private Signed() {}

    static SigningRequest request(Logging log) {
        return SIGSTORE.sign(SYNCER, ARTEFACT.toString()).loggedIn(log);
    }

    static ObjectNode bundle(Logging log) {
        return object(request(log).timestamped().bundle().bundle().bytes());
    }

    static ObjectNode rootJson() {
        return object(ROOT.getBytes(StandardCharsets.UTF_8));
    }

    static TrustRoot root() {
        return root(_ -> {});
    }

    static TrustRoot root(Consumer<ObjectNode> change) {
        ObjectNode root = rootJson();
        change.accept(root);
        try {
            return TrustRoot.parse("virtual", bytes(root));
        } catch (MalformedTrustRootException malformed) {
            throw new IllegalStateException(malformed);
        }
    }

    static Signature verify(ObjectNode bundle, Digest artefact) {
        return new SigstoreBundleVerifier(SigstoreTrustRoots.of(List.of(root())))
                .verify(new Document(Digest.of(Verification.sha256(bytes(bundle))), "", bytes(bundle)), artefact);
    }

    /// The certificate of a bundle, as DER.
    static byte[] leaf(ObjectNode bundle) {
        return Encoding.base64(
                bundle.at("/verificationMaterial/certificate/rawBytes").asText());
    }

    static byte[] bytes(ObjectNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    static ObjectNode object(byte[] json) {
        try {
            return (ObjectNode) MAPPER.readTree(json);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
