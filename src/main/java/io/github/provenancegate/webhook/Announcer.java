package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AdmissionRequest;
import io.github.provenancegate.kubernetes.ImageRuling;
import java.util.List;

/// Tells people what reviews found, after they were answered.
public interface Announcer {
    /// Tells nobody.
    Announcer SILENT = new Announcer() {
        @Override
        public void reviewed(AdmissionRequest request, List<ImageRuling> rulings) {}

        @Override
        public long dropped() {
            return 0;
        }
    };

    /// A review is decided. Returns at once, whatever becomes of the telling.
    ///
    /// @param rulings in Pod order
    void reviewed(AdmissionRequest request, List<ImageRuling> rulings);

    /// How many findings were not told, since the start.
    long dropped();
}
