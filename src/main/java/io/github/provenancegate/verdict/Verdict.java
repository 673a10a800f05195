package io.github.provenancegate.verdict;

import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.ReasonCode.Family;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Digest;
import java.util.List;
import java.util.Optional;

/// What the evidence about one image means under one requirement. Only [Judge] makes the two good ones (an
/// architecture test holds the code to that); switches over it have no `default`.
public sealed interface Verdict {
    /// The documented word.
    Status status();

    /// The stable reason.
    ReasonCode code();

    /// Whether everything that was required is proven. Exhaustive, so that tomorrow's case must choose.
    default boolean isProven() {
        return switch (this) {
            case Verified _, DeliveryVerified _ -> true;
            case Partial _, BaseNotFound _, Unsigned _, NoBase _, Refuted _, Undetermined _ -> false;
        };
    }

    /// Whether the answer is an answer: false when it could not be found out.
    default boolean isDetermined() {
        return switch (this) {
            case Undetermined _ -> false;
            case Verified _, DeliveryVerified _, Partial _, BaseNotFound _, Unsigned _, NoBase _, Refuted _ -> true;
        };
    }

    /// The whole chain is proven.
    record Verified(Proof delivery, List<Proof> builds) implements Verdict {
        public Verified {
            builds = List.copyOf(builds);
            if (builds.isEmpty()) {
                throw new IllegalArgumentException("the full chain has at least one build proof");
            }
        }

        @Override
        public Status status() {
            return Status.VERIFIED;
        }

        @Override
        public ReasonCode code() {
            return ReasonCode.PROVEN;
        }
    }

    /// The delivery is proven, and no more was required.
    record DeliveryVerified(Proof delivery) implements Verdict {
        @Override
        public Status status() {
            return Status.DELIVERY_VERIFIED;
        }

        @Override
        public ReasonCode code() {
            return ReasonCode.PROVEN;
        }
    }

    /// The right signer, but something of the record is missing.
    record Partial(ReasonCode code, String detail) implements Verdict {
        public Partial {
            code.requireFamily(Family.INCOMPLETE);
        }

        @Override
        public Status status() {
            return Status.PARTIAL;
        }
    }

    /// The base is not where its reference should be.
    record BaseNotFound(Digest base, String detail) implements Verdict {
        @Override
        public Status status() {
            return Status.NOT_FOUND;
        }

        @Override
        public ReasonCode code() {
            return ReasonCode.BASE_NOT_IN_REFERENCE;
        }
    }

    /// No signature at all.
    record Unsigned() implements Verdict {
        @Override
        public Status status() {
            return Status.NO_SIG;
        }

        @Override
        public ReasonCode code() {
            return ReasonCode.UNSIGNED;
        }
    }

    /// No base digest is named, though one is required.
    record NoBase(ReasonCode code, String detail) implements Verdict {
        public NoBase {
            code.requireFamily(Family.NO_BASE);
        }

        @Override
        public Status status() {
            return Status.NO_BASE;
        }
    }

    /// Evidence speaks against the image: denied, whatever `onUndetermined` says.
    ///
    /// @param found the signer that was found, where that explains it
    record Refuted(ReasonCode code, String detail, Optional<Signer> found) implements Verdict {
        public Refuted {
            code.requireFamily(Family.REFUTED);
        }

        @Override
        public Status status() {
            return Status.ERROR;
        }
    }

    /// It could not be found out.
    record Undetermined(ReasonCode code, String detail) implements Verdict {
        public Undetermined {
            code.requireFamily(Family.UNDETERMINED);
        }

        @Override
        public Status status() {
            return Status.ERROR;
        }
    }
}
