package io.github.provenancegate.policy;

/// What happens to an image. Admit is always constructed by name; nothing else admits.
public sealed interface Decision {
    /// Nothing speaks against it.
    record Admit() implements Decision {}

    /// Admitted although not proven, because the policy exempts this very digest.
    record AdmitExempted() implements Decision {}

    /// Admitted although not proven, because the policy only audits.
    record AdmitAudited() implements Decision {}

    /// Admitted, with a warning to the person.
    record AdmitWithWarning() implements Decision {}

    record Deny() implements Decision {}

    /// One word, the same in audit annotation, log, metric and JSON: `admit`, `exempt` (admitted although not
    /// proven, because a person answers for it), `audit` (admitted although not proven, quietly), `warn`
    /// (admitted, with a warning), `deny`.
    default String word() {
        return switch (this) {
            case Admit _ -> "admit";
            case AdmitExempted _ -> "exempt";
            case AdmitAudited _ -> "audit";
            case AdmitWithWarning _ -> "warn";
            case Deny _ -> "deny";
        };
    }

    /// How strict it is: the strictest of several wins.
    default int strictness() {
        return switch (this) {
            case Admit _ -> 0;
            case AdmitExempted _ -> 1;
            case AdmitAudited _ -> 2;
            case AdmitWithWarning _ -> 3;
            case Deny _ -> 4;
        };
    }
}
