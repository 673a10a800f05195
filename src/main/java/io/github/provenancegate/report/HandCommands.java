package io.github.provenancegate.report;

import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.verdict.AllowedSigner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The shell commands that repeat a step by hand, with tools of other makers, so that nobody has to believe
/// this one. Every word from outside is escaped and quoted: a command that is copied does what it shows.
///
/// @param plainHttpHosts registries that are asked without TLS
/// @param trustRootFiles trust roots that are files, by name
public record HandCommands(Set<String> plainHttpHosts, Map<String, String> trustRootFiles) {
    private static final String BASE_DIGEST = "org.opencontainers.image.base.digest";

    /// An identity is a URI of a workflow; a longer one is somebody's attempt to fill the screen.
    private static final int WORD_CHARACTERS_MAX = 300;

    private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9@%+=:,./_-]+");

    public HandCommands {
        plainHttpHosts = Set.copyOf(plainHttpHosts);
        trustRootFiles = Map.copyOf(trustRootFiles);
    }

    String resolve(ImageReference.Tagged reference) {
        return crane("digest", reference.repository().host(), reference.toString());
    }

    List<String> readBaseDigest(PinnedImage image) {
        String host = image.repository().host();
        return List.of(
                crane("manifest", host, image.toString()) + " | jq -r '.annotations[\"" + BASE_DIGEST + "\"]'",
                crane("config", host, image.toString()) + " | jq -r '.config.Labels[\"" + BASE_DIGEST + "\"]'");
    }

    String listSignatures(PinnedImage image) {
        return "cosign tree " + plainHttp("--allow-http-registry ", image) + word(image.toString());
    }

    String readSignature(PinnedImage image, Proof proof) {
        Repository place = proof.repository().orElse(image.repository());
        String blob = crane("blob", place.host(), place + "@" + proof.signatureDigest());
        return switch (proof.format()) {
            case LEGACY -> blob + " | jq .critical.image";
            case BUNDLE -> blob + " | jq -r .dsseEnvelope.payload | base64 -d | jq .subject";
        };
    }

    /// Empty for logs that rekor-cli cannot ask: those that make no statement about time (Rekor v2).
    List<String> readLogEntry(Proof proof) {
        if (proof.logEntry().integratedTime().isEmpty()) {
            return List.of();
        }
        String server = isPublic(proof) ? "" : "--rekor_server URL_OF_THE_LOG ";
        return List.of(
                "rekor-cli get " + server + "--log-index " + proof.logEntry().index());
    }

    /// Where a browser shows the entry; empty for logs that the public page does not know.
    List<String> logEntryPages(Proof proof) {
        return isPublic(proof) && proof.logEntry().integratedTime().isPresent()
                ? List.of("https://search.sigstore.dev/?logIndex="
                        + proof.logEntry().index())
                : List.of();
    }

    /// @param place where the signature is; beside the image where it is empty
    String verify(PinnedImage image, Signer signer, String trustRoot, Optional<Repository> place) {
        List<String> words = new ArrayList<>();
        place.filter(other -> !other.equals(image.repository()))
                .ifPresent(other -> words.add("COSIGN_REPOSITORY=" + word(other.toString())));
        words.add("cosign verify");
        words.add("--certificate-oidc-issuer " + word(signer.issuer()));
        words.add("--certificate-identity " + word(signer.subject()));
        if (trustRootFiles.containsKey(trustRoot)) {
            words.add("--trusted-root " + word(trustRootFiles.get(trustRoot)));
        }
        words.add(plainHttp("--allow-http-registry ", image) + word(image.toString()));
        return String.join(" ", words);
    }

    String findBase(PinnedImage base) {
        return crane("digest", base.repository().host(), base.toString());
    }

    /// The public instance's own log, not a file that stands in its place.
    private boolean isPublic(Proof proof) {
        return proof.trustRoot().equals(AllowedSigner.PUBLIC_GOOD) && !trustRootFiles.containsKey(proof.trustRoot());
    }

    private String crane(String verb, String host, String reference) {
        return "crane " + verb + " " + (plainHttpHosts.contains(host) ? "--insecure " : "") + word(reference);
    }

    private String plainHttp(String option, PinnedImage image) {
        return plainHttpHosts.contains(image.repository().host()) ? option : "";
    }

    static String word(String text) {
        String safe = UntrustedText.escape(text, WORD_CHARACTERS_MAX);
        return PLAIN_WORD.matcher(safe).matches() ? safe : "'" + safe.replace("'", "'\\''") + "'";
    }
}
