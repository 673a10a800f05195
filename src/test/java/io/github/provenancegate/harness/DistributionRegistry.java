package io.github.provenancegate.harness;

import io.github.provenancegate.fake.ImageStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// The real registry of the distribution project on loopback, over plain HTTP, with its storage in a temporary
/// folder.
public final class DistributionRegistry implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofMinutes(1);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    /// A line of the access log: `… "GET /v2/x/manifests/y HTTP/1.1" 200 …`.
    private static final Pattern ACCESS = Pattern.compile("\"([A-Z]+) (/\\S*) HTTP/[0-9.]+\" ([0-9]{3}) ");

    /// Marks the harness's own questions, so that they are not counted.
    private static final String OWN_QUESTION = "/v2/?harness=";

    private final CloseStack parts;
    private final HttpClient client = HttpClient.newHttpClient();
    private final String address;
    private final int port = Loopback.freePort();
    private final Command command;
    private final Path log;
    private final Path folder;
    private final Path storage;
    private final Path program;
    private RealProcess process;

    private DistributionRegistry(CloseStack parts, String address, Path folder, Path storage, Path program)
            throws IOException {
        this.parts = parts;
        this.address = address;
        this.folder = folder;
        this.storage = storage;
        this.program = program;
        parts.push(client);
        var configuration = Files.writeString(folder.resolve("registry.yaml"), """
                version: 0.1
                log: {level: warn, accesslog: {disabled: false}}
                storage: {filesystem: {rootdirectory: "%s"}, delete: {enabled: true}}
                http: {addr: "%s"}
                """.formatted(storage, host()));
        // Without this it sends traces to a collector on loopback and logs each failure to do so.
        command = Command.of(program.toString(), "serve", configuration.toString())
                .in(folder)
                .with(Map.of("OTEL_TRACES_EXPORTER", "none"));
        log = folder.resolve("registry.log");
        process = RealProcess.start(command, log);
    }

    /// Starts an empty registry.
    ///
    /// Without Go the calling test is skipped or failed ([MissingPart]).
    public static DistributionRegistry start() {
        return startOn(Loopback.ADDRESS);
    }

    /// The same on another address of this machine.
    static DistributionRegistry startOn(String address) {
        return start(address, Optional.empty(), RegistryProgram.DISTRIBUTION_3);
    }

    /// Starts a registry that serves what another one stored.
    ///
    /// @param storage a `.tar.gz` of a registry's root directory, such as [RealSigstore#registryStorage()]
    public static DistributionRegistry startWith(Path storage) {
        return startWith(storage, RegistryProgram.DISTRIBUTION_3);
    }

    /// The same with another registry's program.
    public static DistributionRegistry startWith(Path storage, RegistryProgram program) {
        return start(Loopback.ADDRESS, Optional.of(storage), program);
    }

    private static DistributionRegistry start(String address, Optional<Path> stored, RegistryProgram program) {
        Path binary = program.binary();
        var parts = new CloseStack();
        return CloseStack.startTogether(parts, () -> {
            var folder = parts.push(TemporaryFolder.create("registry")).path();
            var storage = Files.createDirectory(folder.resolve("storage"));
            if (stored.isPresent()) {
                TarArchive.unpack(stored.get(), storage);
            }
            var registry = new DistributionRegistry(parts, address, folder, storage, binary);
            parts.push(registry::stop);
            registry.awaitAnswer();
            return registry;
        });
    }

    /// The host and port that references begin with; a restart does not change them.
    public String host() {
        return address + ":" + port;
    }

    /// Ends the process: connections are refused until [#restart()].
    public void stop() {
        process.close();
    }

    /// Serves the same storage on the same port again.
    public void restart() {
        process.close();
        process = RealProcess.start(command, log);
        awaitAnswer();
    }

    /// Serves the same storage over TLS too, until this registry is closed.
    ///
    /// @param certificates of the name under which it is reached
    /// @return the port, on loopback
    public int serveOverTls(TestCertificates certificates) {
        int tls = Loopback.freePort();
        serveOverTls(certificates, tls);
        return tls;
    }

    /// The same on a port that is asked for.
    void serveOverTls(TestCertificates certificates, int tls) {
        try {
            var configuration = Files.writeString(folder.resolve("registry-tls.yaml"), """
                    version: 0.1
                    log: {level: warn, accesslog: {disabled: true}}
                    storage: {filesystem: {rootdirectory: "%s"}}
                    http: {addr: "%s:%d", tls: {certificate: "%s", key: "%s"}}
                    """.formatted(
                            storage, address, tls, certificates.certificate(), certificates.key()));
            var front = parts.push(RealProcess.start(
                    Command.of(program.toString(), "serve", configuration.toString())
                            .in(folder)
                            .with(Map.of("OTEL_TRACES_EXPORTER", "none")),
                    folder.resolve("registry-tls.log")));
            front.awaitReady("the registry answers over TLS", START_MAX, () -> Loopback.listens(address, tls));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Gives a repository a second name, with everything in it.
    public void copyRepository(String from, String to) {
        var repositories = storage.resolve("docker/registry/v2/repositories");
        try (var files = Files.walk(repositories.resolve(from))) {
            for (var file : files.toList()) {
                var copy = repositories
                        .resolve(to)
                        .resolve(repositories.resolve(from).relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Uploads a blob.
    ///
    /// @return its digest, `sha256:` and 64 hex characters
    public String pushBlob(String repository, byte[] content) {
        var begun = send("POST", "/v2/%s/blobs/uploads/".formatted(repository), Optional.empty(), new byte[0]);
        expect(202, begun);
        var place = begun.headers().firstValue("Location").orElseThrow();
        var digest = digest(content);
        var target = place + (place.contains("?") ? "&" : "?") + "digest=" + digest;
        expect(201, send("PUT", target, Optional.of("application/octet-stream"), content));
        return digest;
    }

    /// Uploads a manifest whose blobs and children are there already.
    ///
    /// @param reference a tag, or the manifest's own digest
    /// @return its digest
    public String pushManifest(String repository, String reference, String mediaType, byte[] content) {
        var path = "/v2/%s/manifests/%s".formatted(repository, reference);
        expect(201, send("PUT", path, Optional.of(mediaType), content));
        return digest(content);
    }

    /// Uploads a manifest that no tag points to.
    ///
    /// @return its digest
    public String pushManifest(String repository, String mediaType, byte[] content) {
        return pushManifest(repository, digest(content), mediaType, content);
    }

    /// Where fakes push their images to.
    public ImageStore asStore() {
        return new DistributionStore(this);
    }

    /// Deletes a manifest and the tags that point to it.
    public void deleteManifest(String repository, String digest) {
        var path = "/v2/%s/manifests/%s".formatted(repository, digest);
        expect(202, send("DELETE", path, Optional.empty(), new byte[0]));
    }

    /// A request that the registry answered.
    ///
    /// @param path with its query
    public record Request(String method, String path, int status) {}

    /// Every request answered since the first start, in the order of the answers; those of the push methods
    /// too.
    public List<Request> requests() {
        // The log is written after the answer: once this one's line is there, so are those of earlier requests.
        var last = OWN_QUESTION + UUID.randomUUID();
        send("GET", last, Optional.empty(), new byte[0]);
        return Await.value(
                        "the access log",
                        ANSWER_MAX,
                        () -> Optional.of(accessLog())
                                .filter(all -> all.stream()
                                        .anyMatch(request -> request.path().equals(last))))
                .stream()
                .filter(request -> !request.path().startsWith(OWN_QUESTION))
                .toList();
    }

    @Override
    public void close() {
        parts.close();
    }

    /// The digest of these bytes as registries write it.
    public static String digest(byte[] content) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return "sha256:" + HexFormat.of().formatHex(sha256.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void awaitAnswer() {
        process.awaitReady("the registry answers", START_MAX, () -> {
            try {
                return send("GET", OWN_QUESTION + "ready", Optional.empty(), new byte[0])
                                .statusCode()
                        == 200;
            } catch (UncheckedIOException _) {
                return false;
            }
        });
    }

    private List<Request> accessLog() {
        return ACCESS.matcher(process.log())
                .results()
                .map(line -> new Request(line.group(1), line.group(2), Integer.parseInt(line.group(3))))
                .toList();
    }

    private HttpResponse<String> send(String method, String path, Optional<String> mediaType, byte[] body) {
        var request = HttpRequest.newBuilder(URI.create("http://" + host()).resolve(path))
                .timeout(ANSWER_MAX)
                .method(method, BodyPublishers.ofByteArray(body));
        mediaType.ifPresent(type -> request.header("Content-Type", type));
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the registry was asked", e);
        }
    }

    private static void expect(int status, HttpResponse<String> answer) {
        if (answer.statusCode() != status) {
            throw new AssertionError("%s: %d %s".formatted(answer.request(), answer.statusCode(), answer.body()));
        }
    }
}
