package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AdmissionRequest;
import io.github.provenancegate.verify.Asker;

/// On whose behalf the images of a review are asked about.
@FunctionalInterface
public interface Askers {
    /// Never fails and asks nobody yet.
    Asker of(AdmissionRequest request);
}
