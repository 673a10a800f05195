package io.github.provenancegate.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// The packaged product as a process of its own, on the Java that runs the tests.
public final class ProvgateProcess implements AutoCloseable {
    /// A command may verify dozens of images while the machine compiles on the side.
    private static final Duration RUN_MAX = Duration.ofMinutes(3);

    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final Duration PROBE_MAX = Duration.ofSeconds(10);

    /// Short starts; the launcher sets the same for all but `serve`.
    private static final List<String> SHORT_START = List.of("-XX:TieredStopAtLevel=1");

    /// No warnings of Java 25 on standard error; the launcher sets the same.
    private static final List<String> JAVA_OPTIONS =
            List.of("-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED");

    private final CloseStack parts;
    private final RealProcess process;
    private final TestCertificates certificates;
    private final HttpClient probes;
    private final int httpsPort;
    private final int managementPort;

    /// Where its certificate comes from.
    private enum Certificate {
        FILES,
        SECRET
    }

    private ProvgateProcess(
            CloseStack parts,
            Path folder,
            TestCertificates certificates,
            Certificate certificate,
            Function<List<String>, Command> program,
            List<String> options) {
        this.parts = parts;
        this.certificates = certificates;
        probes = parts.push(HttpClient.newHttpClient());
        httpsPort = Loopback.freePort();
        managementPort = Loopback.freePort();
        var arguments = List.of(
                "serve",
                "--https-port",
                String.valueOf(httpsPort),
                "--management-port",
                String.valueOf(managementPort));
        var files = List.of(
                "--tls-certificate",
                certificates.certificate().toString(),
                "--tls-key",
                certificates.key().toString());
        process = parts.push(RealProcess.start(
                program.apply(
                        Stream.of(arguments, certificate == Certificate.FILES ? files : List.<String>of(), options)
                                .flatMap(List::stream)
                                .toList()),
                folder.resolve("provgate.log")));
    }

    /// Runs `provgate ARGUMENTS` to its end.
    public static Outcome run(String... arguments) {
        return command(SHORT_START, List.of(arguments)).run(RUN_MAX);
    }

    /// The same in a folder of its own, with more in its environment.
    public static Outcome runIn(Path folder, Map<String, String> environment, String... arguments) {
        return command(SHORT_START, List.of(arguments))
                .in(folder)
                .with(environment)
                .run(RUN_MAX);
    }

    /// Starts `provgate ARGUMENTS`, with pipes in place of its streams; whoever starts it ends it.
    public static Process begin(String... arguments) throws IOException {
        return command(SHORT_START, List.of(arguments)).builder().start();
    }

    /// Starts `provgate serve OPTIONS` with a certificate of its own on free ports and waits until it says it
    /// is ready.
    ///
    /// @param options all but the ports and the certificate, such as `--policy F`
    public static ProvgateProcess serve(String... options) {
        return serveOn(SHORT_START, options);
    }

    /// The same on a JVM with options of its own, such as `-Xmx256m`.
    public static ProvgateProcess serveOn(List<String> javaOptions, String... options) {
        var server = startOn(javaOptions, options);
        return CloseStack.startTogether(server.parts, () -> {
            server.awaitReady();
            return server;
        });
    }

    /// The same without waiting until it is ready, which it may not become.
    public static ProvgateProcess startOn(List<String> javaOptions, String... options) {
        var parts = new CloseStack();
        return CloseStack.startTogether(parts, () -> {
            var folder = parts.push(TemporaryFolder.create("provgate")).path();
            return new ProvgateProcess(
                    parts,
                    folder,
                    TestCertificates.createIn(folder),
                    Certificate.FILES,
                    onJava(javaOptions),
                    List.of(options));
        });
    }

    /// The same in a container, which shares this machine's network.
    ///
    /// @param folder of the files that the options name; the container's user reads it
    /// @param entrypoint the image's own
    public static ProvgateProcess startIn(
            Buildah buildah, String container, Path folder, List<String> entrypoint, String... options) {
        var parts = new CloseStack();
        return CloseStack.startTogether(
                parts,
                () -> new ProvgateProcess(
                        parts,
                        folder,
                        TestCertificates.createIn(folder),
                        Certificate.FILES,
                        arguments -> buildah.command(Stream.of(
                                        List.of("run", "--user", "65532:65532", "--volume", folder + ":" + folder),
                                        List.of(container, "--"),
                                        entrypoint,
                                        arguments)
                                .flatMap(List::stream)
                                .toArray(String[]::new)),
                        List.of(options)));
    }

    /// With as few arenas of the C library as the image has.
    private static Function<List<String>, Command> onJava(List<String> javaOptions) {
        return arguments -> command(javaOptions, arguments).with(Map.of("MALLOC_ARENA_MAX", "2"));
    }

    /// The same with the certificate that replicas keep in a Secret: `options` name it.
    public static ProvgateProcess startKept(List<String> javaOptions, String... options) {
        var parts = new CloseStack();
        return CloseStack.startTogether(parts, () -> {
            var folder = parts.push(TemporaryFolder.create("provgate")).path();
            return new ProvgateProcess(
                    parts,
                    folder,
                    TestCertificates.createIn(folder),
                    Certificate.SECRET,
                    onJava(javaOptions),
                    List.of(options));
        });
    }

    /// The same with a certificate that replicas have in common.
    public static ProvgateProcess startAs(
            TestCertificates certificates, List<String> javaOptions, List<String> options) {
        var parts = new CloseStack();
        return CloseStack.startTogether(
                parts,
                () -> new ProvgateProcess(
                        parts,
                        parts.push(TemporaryFolder.create("provgate")).path(),
                        certificates,
                        Certificate.FILES,
                        onJava(javaOptions),
                        options));
    }

    /// Waits until it says that it is ready.
    public void awaitReady() {
        process.awaitReady("provgate is ready", START_MAX, () -> status("/q/health/ready") == 200);
    }

    /// Asks it to end (SIGTERM) and does not wait.
    public void askToEnd() {
        process.askToEnd();
    }

    /// Ends it at once (SIGKILL), as a node that fails does.
    public void kill() {
        process.kill();
    }

    /// Waits until it answers probes, ready or not.
    public void awaitAlive() {
        process.awaitReady("provgate is alive", START_MAX, () -> status("/q/health/live") == 200);
    }

    /// Where the API server asks.
    public URI validate() {
        return https("/validate");
    }

    /// A URL of the HTTPS port, whose certificate [#certificates()] vouch for.
    public URI https(String path) {
        return URI.create("https://%s:%d%s".formatted(Loopback.ADDRESS, httpsPort, path));
    }

    /// A URL of the management port, such as `/q/metrics`.
    public URI management(String path) {
        return URI.create("http://%s:%d%s".formatted(Loopback.ADDRESS, managementPort, path));
    }

    public TestCertificates certificates() {
        return certificates;
    }

    public long pid() {
        return process.pid();
    }

    /// All it has logged so far.
    public String log() {
        return process.log();
    }

    /// Ends it with SIGTERM.
    @Override
    public void close() {
        parts.close();
    }

    /// The HTTP status of a path of the management port; 0 while nobody answers.
    public int status(String path) {
        return probe(path).map(HttpResponse::statusCode).orElse(0);
    }

    /// What a path of the management port says; empty while nobody answers.
    public String text(String path) {
        return probe(path).map(HttpResponse::body).orElse("");
    }

    private Optional<HttpResponse<String>> probe(String path) {
        try {
            var request =
                    HttpRequest.newBuilder(management(path)).timeout(PROBE_MAX).build();
            return Optional.of(probes.send(request, BodyHandlers.ofString()));
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Command command(List<String> javaOptions, List<String> arguments) {
        var jar = Optional.ofNullable(System.getProperty("provgate.jar"))
                .map(Path::of)
                .orElseGet(() -> Project.folder().resolve("target/provgate.jar"));
        if (!Files.exists(jar)) {
            throw new AssertionError(jar + " is missing: package the product first (./mvnw -DskipTests package)");
        }
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Command.of(Stream.of(
                        Stream.of(java),
                        javaOptions.stream(),
                        JAVA_OPTIONS.stream(),
                        Stream.of("-jar", jar.toString()),
                        arguments.stream())
                .flatMap(part -> part)
                .toList());
    }
}
