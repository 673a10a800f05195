package io.github.provenancegate.kubernetes;

import io.github.provenancegate.image.Repository;
import io.github.provenancegate.policy.Mirror;
import io.github.provenancegate.policy.Mirror.Place;
import java.util.Optional;

/// One entry of a policy's `mirrors`.
final class MirrorReader {
    private static final String BEGINNING = "signatures";
    private static final String SINGLE = "signatureRepository";

    private MirrorReader() {}

    /// The mirror; empty after a fault.
    static Optional<Mirror> read(YamlFields fields) {
        Optional<Repository> image = repository(fields, "image", "registry.acme.example/cgr");
        Optional<Place> place = place(fields);
        fields.refuseOthers();
        return image.flatMap(here -> place.map(there -> new Mirror(here, there)));
    }

    private static Optional<Place> place(YamlFields fields) {
        if (!fields.has(SINGLE)) {
            return repository(fields, BEGINNING, "cgr.dev/acme.com").map(Place.Beginning::new);
        }
        if (fields.text(BEGINNING).isPresent()) {
            fields.refuse(
                    SINGLE,
                    "stands beside " + BEGINNING,
                    "write one of them: " + BEGINNING + " for a repository for each image, " + SINGLE
                            + " for one that holds the signatures of all");
        }
        return repository(fields, SINGLE, "registry.acme.example/signatures").map(Place.Single::new);
    }

    private static Optional<Repository> repository(YamlFields fields, String field, String example) {
        String remedy = "write host and path, such as " + example;
        return fields.require(field, remedy)
                .text(field)
                .flatMap(text -> fields.parse(text, remedy, ReferenceReader::repository));
    }
}
