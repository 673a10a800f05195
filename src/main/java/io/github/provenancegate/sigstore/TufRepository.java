package io.github.provenancegate.sigstore;

import dev.sigstore.json.JsonParseException;
import dev.sigstore.tuf.Fetcher;
import dev.sigstore.tuf.FileSystemTufStore;
import dev.sigstore.tuf.MetaFetcher;
import dev.sigstore.tuf.MetaStore;
import dev.sigstore.tuf.PassthroughCacheMetaStore;
import dev.sigstore.tuf.RootProvider;
import dev.sigstore.tuf.SigstoreTufClient;
import dev.sigstore.tuf.TargetStore;
import dev.sigstore.tuf.TrustedMetaStore;
import dev.sigstore.tuf.Updater;
import dev.sigstore.tuf.model.Root;
import dev.sigstore.tuf.model.RootRole;
import dev.sigstore.tuf.model.SignedTufMeta;
import dev.sigstore.tuf.model.Snapshot;
import dev.sigstore.tuf.model.Targets;
import dev.sigstore.tuf.model.Timestamp;
import dev.sigstore.tuf.model.TufMeta;
import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.transport.WebAddress;
import io.github.provenancegate.verify.UndeterminedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/// A TUF repository that publishes a trusted root. sigstore-java walks the specification's client workflow (roles,
/// thresholds, expiry, rollback); the way out is ours, with its address rules, caps and deadline.
final class TufRepository {
    private static final Map<String, Class<? extends SignedTufMeta<? extends TufMeta>>> ROLES = Map.of(
            RootRole.ROOT, Root.class,
            RootRole.TIMESTAMP, Timestamp.class,
            RootRole.SNAPSHOT, Snapshot.class,
            RootRole.TARGETS, Targets.class);

    private final TrustRootSource.Tuf source;
    private final Transport transport;
    private final Clock clock;
    private final TufMemory memory = new TufMemory();

    TufRepository(TrustRootSource.Tuf source, Transport transport, InstantSource clock) {
        this.source = source;
        this.transport = transport;
        this.clock = clock.withZone(ZoneOffset.UTC);
    }

    /// Asks the repository.
    ///
    /// @throws IOException when it could not be reached, or what it holds does not verify
    byte[] trustedRoot() throws IOException {
        try {
            Optional<Path> folder = source.folder();
            if (folder.isEmpty()) {
                return update(memory, memory);
            }
            Files.createDirectories(folder.get());
            FileSystemTufStore files = FileSystemTufStore.newFileSystemStore(folder.get());
            forgetUnreadable(files);
            return update(PassthroughCacheMetaStore.newPassthroughMetaCache(files), files);
        } catch (UndeterminedException unreachable) {
            throw new IOException(unreachable.sentence(), unreachable);
        } catch (JsonParseException | RuntimeException refused) {
            throw new IOException(
                    "what it holds cannot be used (" + refused.getClass().getSimpleName() + ")", refused);
        }
    }

    /// A process that was killed while it wrote leaves half a file, and the client would stop at it for ever. Only what
    /// lies here is looked at: nothing that the repository says makes us forget what it said before.
    private static void forgetUnreadable(MetaStore files) throws IOException {
        for (Map.Entry<String, Class<? extends SignedTufMeta<? extends TufMeta>>> role : ROLES.entrySet()) {
            try {
                files.readMeta(role.getKey(), role.getValue());
            } catch (JsonParseException | RuntimeException halfWritten) { // an empty file: NullPointerException
                files.clearMeta(role.getKey());
            }
        }
    }

    private byte[] update(MetaStore metadata, TargetStore targets) throws IOException, JsonParseException {
        Updater updater = Updater.builder()
                .setClock(clock)
                .setTrustedRootPath(source.root()
                        .map(RootProvider::fromFile)
                        .orElseGet(() -> RootProvider.fromResource(SigstoreTufClient.PUBLIC_GOOD_ROOT_RESOURCE)))
                .setTrustedMetaStore(TrustedMetaStore.newTrustedMetaStore(metadata))
                .setTargetStore(targets)
                .setMetaFetcher(MetaFetcher.newFetcher(fetcher("")))
                .setTargetFetcher(fetcher("targets/"))
                .build();
        updater.updateMeta();
        updater.downloadTarget(TrustRootSource.DOCUMENT);
        return targets.readTarget(TrustRootSource.DOCUMENT);
    }

    private Fetcher fetcher(String below) throws IOException {
        String base = source.mirror().toString();
        WebAddress address = WebAddress.parse((base.endsWith("/") ? base : base + "/") + below)
                .orElseThrow(() -> new IOException("its address is none"));
        return new TufFetcher(transport, address, clock);
    }
}
