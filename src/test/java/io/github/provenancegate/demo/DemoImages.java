package io.github.provenancegate.demo;

import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.image.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One image for each of the seven statuses, and the policies that give it.
final class DemoImages {
    /// The one repository of which only the delivery has to be proven.
    private static final String DELIVERED = DeliveredImages.ORGANIZATION + "/delivered";

    private final ImageStore store;
    private final DeliveredImages images;

    DemoImages(ImageStore store, VirtualSigstore sigstore) {
        this.store = store;
        this.images = new DeliveredImages(store, sigstore);
    }

    /// @param status that the policies give it
    /// @param about what was done to it
    record DemoImage(String status, String reference, String about) {}

    List<DemoImage> push() {
        List<DemoImage> pushed = new ArrayList<>();
        for (Scenario scenario : Scenario.values()) {
            pushed.add(new DemoImage(scenario.fullStatus(), images.push(scenario), about(scenario)));
        }
        Digest delivered = images.pushIndex(
                DELIVERED, "delivered", Optional.of(new Digest("0".repeat(64))), Optional.of(DeliveredImages.SYNCER));
        pushed.add(
                1,
                new DemoImage(
                        "DELIVERY_VERIFIED",
                        store.host() + "/" + DELIVERED + "@" + delivered,
                        "signed by the organisation; its policy asks for no more"));
        return pushed;
    }

    private static String about(Scenario scenario) {
        return switch (scenario) {
            case VERIFIED -> "signed by the organisation, base image signed by Chainguard's workflow";
            case PARTIAL -> "its base image carries no build signature";
            case NOT_FOUND -> "its base image is not in the reference organisation";
            case NO_SIG -> "not signed at all";
            case NO_BASE -> "names no base image";
            case ERROR -> "signed by another organisation";
        };
    }

    /// Full verification of every image but one.
    String policies() {
        String others = String.join(
                ", ",
                List.of(Scenario.values()).stream()
                        .map(scenario -> "\"" + store.host() + "/" + DeliveredImages.ORGANIZATION + "/"
                                + scenario.repository() + "\"")
                        .toList());
        String all = "\"" + store.host() + "/" + DeliveredImages.ORGANIZATION + "/**\"";
        return images.policy("full", "  mode: enforce\n").replace(all, others)
                + "---\n"
                + images.policy("delivery", "  mode: enforce\n")
                        .replace(all, "\"" + store.host() + "/" + DELIVERED + "\"")
                        .replace("{name: acme}", "{name: acme-delivery}");
    }
}
