package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AdmissionRequest;
import io.github.provenancegate.kubernetes.ImageRuling;
import io.github.provenancegate.kubernetes.Mend;
import io.github.provenancegate.policy.PolicyStanding;
import java.util.List;

/// Tells people what reviews found, after they were answered, which policy cannot be used, and what somebody did
/// to the webhook itself.
public interface Announcer {
    /// Tells nobody.
    Announcer SILENT = new Announcer() {
        @Override
        public void reviewed(AdmissionRequest request, List<ImageRuling> rulings) {}

        @Override
        public void changed(PolicyStanding standing) {}

        @Override
        public void mended(Mend mend) {}

        @Override
        public long dropped() {
            return 0;
        }
    };

    /// A review is decided. Returns at once, whatever becomes of the telling.
    ///
    /// @param rulings in Pod order
    void reviewed(AdmissionRequest request, List<ImageRuling> rulings);

    /// A policy was read. Returns at once, whatever becomes of the telling.
    void changed(PolicyStanding standing);

    /// Something of our own was put right. Returns at once, whatever becomes of the telling.
    void mended(Mend mend);

    /// How many findings were not told, since the start.
    long dropped();
}
