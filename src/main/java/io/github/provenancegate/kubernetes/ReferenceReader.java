package io.github.provenancegate.kubernetes;

import io.github.provenancegate.image.MalformedReferenceException;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.kubernetes.YamlFields.Text;
import io.github.provenancegate.policy.Reference;
import io.github.provenancegate.verdict.AllowedSigners;
import java.util.Map;
import java.util.Optional;

/// A policy's `reference`: where the bases of images are. What is left out is Chainguard's.
final class ReferenceReader {
    private final PolicyReader reader;
    private final YamlFields fields;

    ReferenceReader(PolicyReader reader, YamlFields fields) {
        this.reader = reader;
        this.fields = fields;
    }

    /// The reference; empty after a fault that decides where to look.
    Optional<Reference> read() {
        Optional<Text> written = fields.text("repository");
        Optional<Repository> repository = written.isEmpty()
                ? Optional.of(Reference.CHAINGUARD.repository())
                : written.flatMap(text -> fields.parse(
                        text, "write host and path, such as cgr.dev/chainguard-private", ReferenceReader::repository));
        Map<String, String> names = fields.map("names").map(PolicyReader::plain).orElse(Map.of());
        Optional<AllowedSigners> signers = reader.signers(fields, "signers");
        names.forEach((name, base) -> {
            if (!isName(name) || !isName(base)) {
                fields.refuse(
                        "names",
                        UntrustedText.quote(name) + ": " + UntrustedText.quote(base) + " are not both names of images",
                        "write the image's name and the base's, without host and tag");
            }
        });
        fields.refuseOthers();
        return repository.map(where -> new Reference(where, names, signers.orElse(Reference.CHAINGUARD.signers())));
    }

    /// A repository with its host: a short name would silently become one of Docker Hub.
    static Repository repository(String text) {
        Repository repository = Repository.parse(text);
        if (!repository.toString().equalsIgnoreCase(text)) {
            throw new MalformedReferenceException(UntrustedText.quote(text) + " names no registry host");
        }
        return repository;
    }

    private static boolean isName(String text) {
        try {
            return new Repository("example.com", text).path().equals(text);
        } catch (MalformedReferenceException refused) {
            return false;
        }
    }
}
