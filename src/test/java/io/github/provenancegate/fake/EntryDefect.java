package io.github.provenancegate.fake;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// Strikes before the log is told. Whatever it is told, it answers with a good promise and a good proof.
public enum EntryDefect implements Defect {
    LOG_UNKNOWN,
    /// The log's key was in use until the day before.
    LOG_RETIRED,
    INTEGRATED_BEFORE_CERTIFICATE,
    INTEGRATED_AFTER_CERTIFICATE,
    OF_ANOTHER_ARTIFACT,
    /// Another signature with the same key over the same bytes.
    OF_ANOTHER_SIGNATURE,
    /// Another certificate for the same key and the same identity.
    OF_ANOTHER_CERTIFICATE,
    /// A true entry, of something else that the same identity signed.
    OF_ANOTHER_SIGNING;

    private static final Duration EARLY = Duration.ofMinutes(30);

    /// Those that can befall a log which gives no time.
    static List<EntryDefect> ofRekor2() {
        return Arrays.stream(values())
                .filter(defect -> defect != INTEGRATED_BEFORE_CERTIFICATE && defect != INTEGRATED_AFTER_CERTIFICATE)
                .toList();
    }

    void spoil(EntryDraft draft) {
        VirtualSigstore sigstore = draft.sigstore;
        switch (this) {
            case LOG_UNKNOWN -> draft.log = sigstore.unknownLog(draft.log);
            case LOG_RETIRED -> draft.log = sigstore.retiredLog(draft.log);
            case INTEGRATED_BEFORE_CERTIFICATE ->
                draft.integratedTime = draft.leaf.notBefore().minus(EARLY);
            case INTEGRATED_AFTER_CERTIFICATE ->
                draft.integratedTime = draft.leaf.notAfter().plusSeconds(1);
            case OF_ANOTHER_ARTIFACT -> draft.payload = Encoding.utf8("{\"another\":\"artifact\"}");
            case OF_ANOTHER_SIGNATURE -> draft.signature = draft.leaf.key().sign(draft.signedBytes());
            case OF_ANOTHER_CERTIFICATE -> enter(draft, sigstore.issue(draft.identity, draft.leaf.key()));
            case OF_ANOTHER_SIGNING -> {
                Leaf other = sigstore.issue(draft.identity);
                draft.payload = Encoding.utf8("{\"another\":\"signing\"}");
                draft.signature = other.key().sign(draft.signedBytes());
                enter(draft, other);
            }
        }
    }

    private static void enter(EntryDraft draft, Leaf leaf) {
        draft.certificate = leaf.der();
        draft.verifierPem = leaf.pem();
    }
}
