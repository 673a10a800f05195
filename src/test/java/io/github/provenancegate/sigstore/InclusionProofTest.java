package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The smallest trees, and the checkpoint that each proof leads to.
class InclusionProofTest {
    private static final String ORIGIN = "log.example";
    private static final byte[] ENTRY = "entry".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OTHER = "other".getBytes(StandardCharsets.US_ASCII);
    private static final KeyPair KEY = key();
    private static final String KEY_ID = "00112233".repeat(8);
    private static final TrustedLog LOG = new TrustedLog(
            "https://" + ORIGIN,
            KEY_ID,
            KEY.getPublic(),
            Verification.Scheme.ECDSA_SHA256,
            new Window(Instant.EPOCH, Optional.empty()));

    @Test
    void theOnlyEntryIsItsTree() {
        byte[] root = leaf(ENTRY);
        assertHolds(new InclusionProof(0, 1, root, List.of(), Optional.of(checkpoint(1, root))));
    }

    @Test
    void eachOfTwoEntriesHasItsSide() {
        byte[] first = node(leaf(ENTRY), leaf(OTHER));
        byte[] second = node(leaf(OTHER), leaf(ENTRY));
        assertHolds(new InclusionProof(0, 2, first, List.of(leaf(OTHER)), Optional.of(checkpoint(2, first))));
        assertHolds(new InclusionProof(1, 2, second, List.of(leaf(OTHER)), Optional.of(checkpoint(2, second))));
        assertRefuted(new InclusionProof(1, 2, first, List.of(leaf(OTHER)), Optional.of(checkpoint(2, first))));
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "1, 1", "2, 1", "0, 0", "0, -1"})
    void anIndexOutsideTheTreeIsRefused(long index, long size) {
        byte[] root = leaf(ENTRY);
        assertRefuted(new InclusionProof(index, size, root, List.of(), Optional.of(checkpoint(size, root))));
    }

    @Test
    void theCheckpointIsNamedAfterTheLogAndPerhapsItsTree() {
        byte[] root = leaf(ENTRY);
        assertHolds(proof(root, checkpoint(ORIGIN + " - 42", ORIGIN, 1, root)));
        assertRefuted(proof(root, checkpoint(ORIGIN, ORIGIN + " - 42", 1, root)));
        assertRefuted(proof(root, checkpoint("another." + ORIGIN, ORIGIN, 1, root)));
        assertRefuted(proof(root, checkpoint(ORIGIN + ".example", ORIGIN, 1, root)));
    }

    @Test
    void aCheckpointHasOneSpelling() {
        byte[] root = leaf(ENTRY);
        String note = checkpoint(1, root);
        assertHolds(proof(root, note));
        assertRefuted(proof(root, note.substring(0, note.length() - 1)));
        assertRefuted(proof(root, note.replaceFirst("\u2014 ", "- ")));
        assertRefuted(proof(root, note.replaceFirst("\u2014 " + ORIGIN + " ", "\u2014 " + ORIGIN)));
        assertRefuted(proof(root, note + note.substring(note.indexOf('\u2014')).repeat(Checkpoint.SIGNATURES_MAX)));
        assertHolds(proof(root, note + note.substring(note.indexOf('\u2014')).repeat(Checkpoint.SIGNATURES_MAX - 1)));
    }

    private static InclusionProof proof(byte[] root, String checkpoint) {
        return new InclusionProof(0, 1, root, List.of(), Optional.of(checkpoint));
    }

    private static void assertHolds(InclusionProof proof) {
        assertThatCode(() -> proof.require(LOG, ENTRY)).doesNotThrowAnyException();
    }

    private static void assertRefuted(InclusionProof proof) {
        assertThatExceptionOfType(Refutation.class).isThrownBy(() -> proof.require(LOG, ENTRY));
    }

    private static byte[] leaf(byte[] entry) {
        MessageDigest sha256 = Verification.sha256();
        sha256.update((byte) 0);
        return sha256.digest(entry);
    }

    private static byte[] node(byte[] left, byte[] right) {
        MessageDigest sha256 = Verification.sha256();
        sha256.update((byte) 1);
        sha256.update(left);
        return sha256.digest(right);
    }

    private static String checkpoint(long size, byte[] root) {
        return checkpoint(ORIGIN, ORIGIN, size, root);
    }

    private static String checkpoint(String origin, String signer, long size, byte[] root) {
        String text = origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(KEY.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            byte[] line = HexFormat.of()
                    .parseHex(KEY_ID.substring(0, 8) + HexFormat.of().formatHex(signature.sign()));
            return text + "\n\u2014 " + signer + " " + Base64.getEncoder().encodeToString(line) + "\n";
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static KeyPair key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
