package io.github.provenancegate.policy;

/// What happens to an image. Admit is always constructed by name; nothing else admits.
public sealed interface Decision {
    /// Nothing speaks against it.
    record Admit() implements Decision {}

    /// Admitted although not proven, because the policy only audits.
    record AdmitAudited() implements Decision {}

    /// Admitted, with a warning to the person.
    record AdmitWithWarning() implements Decision {}

    record Deny() implements Decision {}

    /// How strict it is: the strictest of several wins.
    default int strictness() {
        return switch (this) {
            case Admit _ -> 0;
            case AdmitAudited _ -> 1;
            case AdmitWithWarning _ -> 2;
            case Deny _ -> 3;
        };
    }
}
