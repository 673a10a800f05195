package io.github.provenancegate.sigstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sigstore.KeylessVerificationException;
import dev.sigstore.KeylessVerifier;
import dev.sigstore.VerificationOptions;
import dev.sigstore.bundle.BundleParseException;
import dev.sigstore.strings.StringMatcher;
import dev.sigstore.trustroot.SigstoreConfigurationException;
import dev.sigstore.trustroot.SigstoreTrustedRoot;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.fake.Defect;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.verify.Document;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A bundle, and what two verifiers say about it that share no line: ours, and sigstore-java's
/// `KeylessVerifier`.
///
/// @param name of the case
/// @param json the bundle
/// @param defect the one that was built into it; empty for one that is good, or that others wrote
/// @param ours `PROVEN`, or why ours refuses it
/// @param theirs empty where theirs accepts it, else its words
record TwiceJudged(String name, String json, Optional<Defect> defect, ReasonCode ours, Optional<String> theirs) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// What is to be judged.
    ///
    /// @param artefact what it must be about
    /// @param signers of whom one must have made it
    record Matter(
            String name, String json, Digest artefact, Optional<Defect> defect, Trust trust, List<Signer> signers) {
        TwiceJudged judge() {
            return new TwiceJudged(name, json, defect, ours(), theirs());
        }

        private ReasonCode ours() {
            if (trust.ours().isEmpty()) {
                return ReasonCode.TRUST_ROOT_UNUSABLE;
            }
            byte[] bundle = json.getBytes(StandardCharsets.UTF_8);
            Signature signature = new SigstoreBundleVerifier(trust.ours().get())
                    .verify(new Document(Digest.of(Verification.sha256(bundle)), "", bundle), artefact);
            return signature instanceof Signature.Proven proven
                            && !signers.contains(proven.proof().signer())
                    ? ReasonCode.WRONG_SIGNER
                    : ExpectedCode.of(signature);
        }

        private Optional<String> theirs() {
            var options = VerificationOptions.builder();
            for (Signer signer : signers) {
                options.addCertificateMatchers(VerificationOptions.CertificateMatcher.fulcio()
                        .issuer(StringMatcher.string(signer.issuer()))
                        .subjectAlternativeName(StringMatcher.string(signer.subject()))
                        .build());
            }
            try {
                trust.theirs()
                        .verify(
                                HexFormat.of().parseHex(artefact.hex()),
                                dev.sigstore.bundle.Bundle.from(new StringReader(json)),
                                options.build());
                return Optional.empty();
            } catch (KeylessVerificationException | BundleParseException | RuntimeException refused) {
                return Optional.of(String.valueOf(refused.getMessage()));
            }
        }
    }

    /// One trusted root, as each of the two reads it. Neither asks the network for anything.
    ///
    /// @param ours empty where ours refuses the root whole
    record Trust(Optional<SigstoreTrustRoots> ours, KeylessVerifier theirs) {
        static Trust of(byte[] json) {
            try {
                SigstoreTrustedRoot root = SigstoreTrustedRoot.from(new ByteArrayInputStream(json));
                return new Trust(
                        roots(json),
                        KeylessVerifier.builder()
                                .trustedRootProvider(() -> root)
                                .build());
            } catch (SigstoreConfigurationException | GeneralSecurityException unreadable) {
                throw new IllegalStateException(unreadable);
            }
        }

        private static Optional<SigstoreTrustRoots> roots(byte[] json) {
            try {
                return Optional.of(SigstoreTrustRoots.of(List.of(TrustRoot.parse("root", json))));
            } catch (MalformedTrustRootException refused) {
                return Optional.empty();
            }
        }
    }

    boolean acceptedByUs() {
        return ours == ReasonCode.PROVEN;
    }

    boolean acceptedByThem() {
        return theirs.isEmpty();
    }

    /// What the envelope's payload says; missing where there is no envelope.
    JsonNode statement() {
        JsonNode payload = tree(json).at("/dsseEnvelope/payload");
        try {
            return payload.isMissingNode() ? payload : MAPPER.readTree(payload.binaryValue());
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }

    /// The kind of the first log entry.
    String entryKind() {
        return tree(json)
                .at("/verificationMaterial/tlogEntries/0/kindVersion/kind")
                .asText();
    }

    static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }
}
