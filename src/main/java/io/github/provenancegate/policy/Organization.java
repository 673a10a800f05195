package io.github.provenancegate.policy;

import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import java.util.List;
import java.util.regex.Pattern;

/// A Chainguard organisation and the two identities that sign for it (image syncer, custom image builder).
///
/// @param name as in `cgr.dev/<name>`; may contain dots
/// @param id 40 hexadecimal digits, as in `cgr.dev/<id>`
/// @param identities 16 hexadecimal digits each, never empty
public record Organization(String name, String id, List<String> identities) {
    /// The issuer of every certificate that Chainguard's own identities get.
    public static final String ISSUER = "https://issuer.enforce.dev";

    private static final Pattern ID = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern IDENTITY = Pattern.compile("[0-9a-f]{16}");

    public Organization {
        identities = List.copyOf(identities);
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("an organisation's id has 40 lower-case hexadecimal digits");
        }
        if (identities.isEmpty()) {
            throw new IllegalArgumentException("an organisation needs at least one signing identity");
        }
        if (!identities.stream().allMatch(identity -> IDENTITY.matcher(identity).matches())) {
            throw new IllegalArgumentException("an identity has 16 lower-case hexadecimal digits");
        }
    }

    /// The subjects `https://issuer.enforce.dev/<id>/<identity>`, exactly; the prefix alone is not enough,
    /// since pull tokens and people live under it.
    public AllowedSigners signers() {
        return new AllowedSigners(identities.stream()
                .map(identity -> new Signer(ISSUER, ISSUER + "/" + id + "/" + identity))
                .map(AllowedSigner::publicGood)
                .toList());
    }

    boolean isNamed(String segment) {
        return segment.equals(name) || segment.equals(id);
    }
}
