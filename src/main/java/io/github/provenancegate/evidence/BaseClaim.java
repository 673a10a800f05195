package io.github.provenancegate.evidence;

import io.github.provenancegate.image.Digest;
import java.util.List;

/// What an image says about the base it was built from (`org.opencontainers.image.base.digest`), read from
/// bytes whose hash chain starts at the image's digest. Only as good as the signature that covers that digest.
public sealed interface BaseClaim {
    /// The image, or each of its runnable platforms, names a base; distinct digests in index order.
    record Named(List<Digest> digests) implements BaseClaim {
        public Named {
            digests = List.copyOf(digests);
            if (digests.isEmpty()) {
                throw new IllegalArgumentException("a named base has at least one digest");
            }
        }
    }

    /// No base is named, or not by every runnable platform.
    record Missing(String detail) implements BaseClaim {}

    /// What stands there is no digest.
    record Invalid(String detail) implements BaseClaim {}

    /// The image's own documents could not be read or are at fault.
    ///
    /// @param code of the family undetermined, or refuted when the bytes themselves are wrong
    record Unreadable(ReasonCode code, String detail) implements BaseClaim {
        public Unreadable {
            Evidence.requireFault(code);
        }
    }

    /// Nobody asked: the base digest is optional and only delivery is examined.
    record NotAsked() implements BaseClaim {}
}
