package io.github.provenancegate.registry;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.PlainHttp;
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
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Asks a registry on loopback through the real transport, with ten seconds for each question.
final class Asking {
    private final String host;
    private final Credentials credentials;
    private final RegistrySettings settings;
    private final TransportSettings transport;
    private final Duration budget;
    private final OciRegistry registry;

    Asking(FakeRegistry fake) {
        this(fake.host());
    }

    Asking(String host) {
        this(
                host,
                Credentials.ANONYMOUS,
                RegistrySettings.DEFAULT,
                PlainHttp.settings("127.0.0.1"),
                Duration.ofSeconds(10));
    }

    private Asking(
            String host,
            Credentials credentials,
            RegistrySettings settings,
            TransportSettings transport,
            Duration budget) {
        this.host = host;
        this.credentials = credentials;
        this.settings = settings;
        this.transport = transport;
        this.budget = budget;
        this.registry = new OciRegistry(
                new Transport(transport, RandomGenerator.getDefault(), System::nanoTime),
                credentials,
                settings,
                task -> Thread.ofVirtual().start(task),
                System::nanoTime);
    }

    /// As somebody who has this credential for each host.
    Asking as(Credentials.Credential credential) {
        return new Asking(host, (_, _) -> Optional.of(credential), settings, transport, budget);
    }

    /// With a token host of the registry's.
    Asking withTokenHost(String other) {
        return new Asking(host, credentials, new RegistrySettings(Map.of(this.host, other)), transport, budget);
    }

    /// With this host alone allowed without TLS.
    Asking withPlain(String hostAndPort) {
        return new Asking(host, credentials, settings, PlainHttp.settings(hostAndPort), budget);
    }

    /// With less time for each question.
    Asking within(Duration time) {
        return new Asking(host, credentials, settings, transport, time);
    }

    Repository repository(String path) {
        return new Repository(host, path);
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

    Registry.Referrers referrers(String path, Digest digest) {
        return registry.referrers(new PinnedImage(repository(path), digest), inquiry());
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

    private Inquiry inquiry() {
        return new Inquiry(Deadline.after(budget, System::nanoTime), Observer.SILENT);
    }
}
