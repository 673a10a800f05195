package io.github.provenancegate.registry;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.MalformedReferenceException;
import io.github.provenancegate.image.UntrustedText;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads one base digest from where it stands: an annotation's value, or a configuration's label.
final class BaseDigests {
    private BaseDigests() {}

    /// What a value says that stands where a base digest belongs.
    static BaseClaim claim(String value, String place) {
        try {
            return new BaseClaim.Named(List.of(Digest.parse(value)));
        } catch (MalformedReferenceException refused) {
            return new BaseClaim.Invalid("the " + place + " " + ManifestReader.BASE_DIGEST + " holds "
                    + UntrustedText.quote(value) + ", which is no base digest: " + refused.getMessage());
        }
    }

    private static final class Found {
        private @Nullable String value;
    }

    /// The label of an image configuration (OCI image specification, "Image Configuration", `config.Labels`); absent
    /// labels and `null` in their place are none.
    static Optional<String> label(byte[] configuration) throws MalformedDocumentException {
        Found found = new Found();
        StrictJson.read(configuration, "the configuration", (member, json) -> {
            if (member.equals("config")) {
                json.object((configMember, config) -> {
                    if (configMember.equals("Labels")) {
                        config.object((label, labels) -> {
                            if (label.equals(ManifestReader.BASE_DIGEST)) {
                                found.value = labels.string().orElse(null);
                            }
                        });
                    }
                });
            }
        });
        return Optional.ofNullable(found.value);
    }
}
