package io.github.provenancegate.verify;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.AllowedSigners;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// The real ports, of which one call fails.
final class FaultyPorts {
    /// What a port does instead of answering.
    interface Fault {
        void strike();
    }

    private final AtomicInteger calls = new AtomicInteger();
    private final int faultyCall;
    private final Fault fault;

    /// @param faultyCall which call of a port fails, counted from one over both ports
    FaultyPorts(int faultyCall, Fault fault) {
        this.faultyCall = faultyCall;
        this.fault = fault;
    }

    /// Calls so far.
    int calls() {
        return calls.get();
    }

    private void call() {
        if (calls.incrementAndGet() == faultyCall) {
            fault.strike();
        }
    }

    Signatures around(Signatures real) {
        return (PinnedImage image, List<AllowedSigners> wanted, Inquiry inquiry) -> {
            call();
            List<Signature> found = real.find(image, wanted, inquiry);
            return found;
        };
    }

    Registry around(Registry real) {
        return around(real, _ -> {});
    }

    /// @param listener hears each question by its name before it is asked
    Registry around(Registry real, Consumer<String> listener) {
        return new Registry() {
            @Override
            public Pinning pin(ImageReference.Tagged reference, Inquiry inquiry) {
                call();
                listener.accept("pin");
                return real.pin(reference, inquiry);
            }

            @Override
            public Fetched manifest(PinnedImage image, Inquiry inquiry) {
                call();
                listener.accept("manifest");
                return real.manifest(image, inquiry);
            }

            @Override
            public Fetched taggedManifest(Repository repository, String tag, Inquiry inquiry) {
                call();
                listener.accept("tagged manifest");
                return real.taggedManifest(repository, tag, inquiry);
            }

            @Override
            public Fetched blob(Repository repository, Digest digest, long bodyBytesMax, Inquiry inquiry) {
                call();
                listener.accept("blob");
                return real.blob(repository, digest, bodyBytesMax, inquiry);
            }

            @Override
            public BaseClaim baseClaim(PinnedImage image, Document manifest, Inquiry inquiry) {
                call();
                listener.accept("base claim");
                return real.baseClaim(image, manifest, inquiry);
            }

            @Override
            public Referrers referrers(PinnedImage image, Inquiry inquiry) {
                // not among the calls: a place that cannot be asked takes no proof from the other
                listener.accept("referrers");
                return real.referrers(image, inquiry);
            }
        };
    }
}
