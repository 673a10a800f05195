package io.github.provenancegate.evidence;

import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.Repository;
import java.util.List;

/// A named base, looked up in the reference repository (full mode).
public sealed interface BaseImage {
    /// Where it was looked for.
    Repository repository();

    /// What was looked for.
    Digest digest();

    /// It is there; the build signatures that were found on it.
    record Present(Repository repository, Digest digest, List<Signature> build) implements BaseImage {
        public Present {
            build = List.copyOf(build);
        }
    }

    /// An authenticated "not found": it is not there.
    record Absent(Repository repository, Digest digest) implements BaseImage {}

    /// The reference repository answered with bytes that are not what they are called.
    record Corrupt(Repository repository, Digest digest, String detail) implements BaseImage {}

    /// The reference repository could not be asked.
    record NotReached(Repository repository, Digest digest, ReasonCode code, String detail) implements BaseImage {
        public NotReached {
            code.requireFamily(ReasonCode.Family.UNDETERMINED);
        }
    }
}
