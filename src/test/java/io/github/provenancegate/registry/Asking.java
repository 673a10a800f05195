package io.github.provenancegate.registry;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.transport.TransportSettings;
import io.github.provenancegate.verify.Credentials;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Document;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.Registry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Asks a [FakeRegistry] through the real transport, with ten seconds for each question.
final class Asking {
    private final FakeRegistry fake;
    private final OciRegistry registry;

    Asking(FakeRegistry fake) {
        this(fake, Credentials.ANONYMOUS, RegistrySettings.DEFAULT);
    }

    Asking(FakeRegistry fake, Credentials credentials, RegistrySettings settings) {
        this.fake = fake;
        this.registry = new OciRegistry(
                new Transport(plain(TransportSettings.PlainHost.parse("127.0.0.1")), RandomGenerator.getDefault()),
                credentials,
                settings,
                task -> Thread.ofVirtual().start(task),
                System::nanoTime);
    }

    private static TransportSettings plain(TransportSettings.PlainHost host) {
        return new TransportSettings(
                List.of(host),
                List.of(),
                List.of(),
                Optional.empty(),
                TransportSettings.DEFAULT.connectTimeout(),
                TransportSettings.DEFAULT.requestTimeout());
    }

    Repository repository(String path) {
        return new Repository(fake.host(), path);
    }

    Registry.Pinning pin(String path, String tag) {
        return registry.pin(new ImageReference.Tagged(repository(path), tag), inquiry());
    }

    Registry.Fetched manifest(String path, Digest digest) {
        return registry.manifest(new PinnedImage(repository(path), digest), inquiry());
    }

    Registry.Fetched blob(String path, Digest digest, long bodyBytesMax) {
        return registry.blob(repository(path), digest, bodyBytesMax, inquiry());
    }

    Registry.Fetched tagged(String path, String tag) {
        return registry.taggedManifest(repository(path), tag, inquiry());
    }

    /// Reads the manifest and then the base that it names.
    BaseClaim baseClaim(String path, Digest digest) {
        return switch (manifest(path, digest)) {
            case Registry.Fetched.Found(Document document) ->
                registry.baseClaim(new PinnedImage(repository(path), digest), document, inquiry());
            case Registry.Fetched.Absent _ -> throw new AssertionError(digest + " was not pushed");
            case Registry.Fetched.Corrupt(String detail) -> throw new AssertionError(detail);
        };
    }

    private static Inquiry inquiry() {
        return new Inquiry(Deadline.after(Duration.ofSeconds(10), System::nanoTime), Observer.SILENT);
    }
}
