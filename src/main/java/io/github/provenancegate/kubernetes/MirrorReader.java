package io.github.provenancegate.kubernetes;

import io.github.provenancegate.image.Repository;
import io.github.provenancegate.policy.Mirror;
import java.util.Optional;

/// One entry of a policy's `mirrors`.
final class MirrorReader {
    private MirrorReader() {}

    /// The mirror; empty after a fault.
    static Optional<Mirror> read(YamlFields fields) {
        Optional<Repository> image = repository(fields, "image", "registry.acme.example/cgr");
        Optional<Repository> signatures = repository(fields, "signatures", "cgr.dev/acme.com");
        fields.refuseOthers();
        return image.flatMap(here -> signatures.map(there -> new Mirror(here, there)));
    }

    private static Optional<Repository> repository(YamlFields fields, String field, String example) {
        String remedy = "write host and path, such as " + example;
        return fields.require(field, remedy)
                .text(field)
                .flatMap(text -> fields.parse(text, remedy, ReferenceReader::repository));
    }
}
