package io.github.provenancegate.kubernetes;

import io.github.provenancegate.kubernetes.Finding.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What this replica knows to stand in the `caBundle` of each webhook, by which it tells what somebody else did
/// from what is due: a first certificate, or the next step of a rotation.
public final class KnownBundles {
    private final Map<Place, Known> known = new HashMap<>();

    private record Place(String kind, String configuration, String webhook) {
        boolean isIn(Subject other) {
            return kind.equals(other.kind()) && configuration.equals(other.name());
        }
    }

    /// @param uid a configuration that was made anew begins without authorities, as its maker left it
    private record Known(Optional<String> uid, String bundle) {}

    /// Looks at what stands there, and remembers what is as it should be.
    ///
    /// @param there the bundle of each webhook by its name, empty text where there is none
    /// @return what has been mended once [#put] is called; empty while nobody else has changed anything
    public Optional<Mend> see(Subject configuration, Map<String, String> there, String wanted) {
        List<String> changed = new ArrayList<>();
        known.keySet() // a webhook that was taken out and comes back begins anew
                .removeIf(place -> place.isIn(configuration) && !there.containsKey(place.webhook()));
        there.forEach((webhook, bundle) -> {
            Known before = known.get(place(configuration, webhook));
            if (bundle.equals(wanted)) {
                known.put(place(configuration, webhook), new Known(configuration.uid(), wanted));
            } else if (before != null
                    && before.uid().equals(configuration.uid())
                    && !before.bundle().equals(bundle)) {
                changed.add(webhook);
            }
        });
        return changed.isEmpty() ? Optional.empty() : Optional.of(Mend.ofBundles(configuration, changed));
    }

    /// Remembers what was written into these webhooks.
    public void put(Subject configuration, Iterable<String> webhooks, String bundle) {
        webhooks.forEach(webhook -> known.put(place(configuration, webhook), new Known(configuration.uid(), bundle)));
    }

    private static Place place(Subject configuration, String webhook) {
        return new Place(configuration.kind(), configuration.name(), webhook);
    }
}
