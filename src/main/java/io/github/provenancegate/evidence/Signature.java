package io.github.provenancegate.evidence;

import java.util.Optional;

/// What became of one candidate signature, or of one place where candidates may be. Absence is an empty list.
public sealed interface Signature {
    /// Every step holds, and a trusted log has it.
    record Proven(Proof proof) implements Signature {}

    /// Holds in every respect but its record.
    ///
    /// @param code `LOG_ENTRY_MISSING` or `TRUSTED_TIME_MISSING`
    record Unlogged(Signer signer, String trustRoot, ReasonCode code) implements Signature {
        public Unlogged {
            code.requireFamily(ReasonCode.Family.INCOMPLETE);
        }
    }

    /// A step failed: this candidate proves nothing, or speaks against the image.
    ///
    /// @param signer as its certificate says, where one could be read; not proven
    /// @param code the step that failed
    /// @param detail one sentence without secrets, safe to print
    record Refuted(Optional<Signer> signer, ReasonCode code, String detail) implements Signature {
        public Refuted {
            code.requireFamily(ReasonCode.Family.REFUTED);
        }
    }

    /// A place that could not be asked.
    ///
    /// @param code why not
    /// @param detail one sentence that names host and step, safe to print
    record Unknown(ReasonCode code, String detail) implements Signature {
        public Unknown {
            code.requireFamily(ReasonCode.Family.UNDETERMINED);
        }
    }
}
