package io.github.provenancegate.fake;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.provenancegate.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/// A registry that speaks the distribution protocol over loopback HTTP and can be spoilt in one way at a time.
///
/// It holds what is pushed in memory, records each request, and serves the referrers API unless told not to.
/// Bodies and digests are real: nothing that it answers unspoilt would be refused by a real client.
public final class FakeRegistry implements AutoCloseable {
    private static final Choice SOUND = _ -> Optional.empty();

    /// What is wrong with the answer to a request, if anything.
    @FunctionalInterface
    public interface Choice {
        Optional<FakeRegistryDefect> defectFor(FakeRegistryRequest request);
    }

    static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";

    static {
        // else each answer waits 40 ms for the acknowledgement of its headers
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final FakeRegistryContent content = new FakeRegistryContent();
    private final FakeRegistryTokens tokens = new FakeRegistryTokens();
    private final Queue<FakeRegistryRequest> requests = new ConcurrentLinkedQueue<>();
    private volatile FakeRegistryAccess access = new FakeRegistryAccess.Open();
    private volatile Choice spoilt = SOUND;
    private volatile int referrersPerPage = 100;

    private FakeRegistry(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", new FakeRegistryHandler(this));
        server.start();
    }

    /// Starts an empty registry without TLS on a free port of 127.0.0.1.
    public static FakeRegistry start() {
        try {
            return new FakeRegistry(HttpServer.create(anyPort(), 0));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// Starts an empty registry with TLS.
    public static FakeRegistry start(SSLContext tls) {
        try {
            HttpsServer server = HttpsServer.create(anyPort(), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls));
            return new FakeRegistry(server);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /// `127.0.0.1:PORT`, as image references and `--plain-http` have it.
    public String host() {
        return "127.0.0.1:" + port();
    }

    /// Pushes helpers' documents into one repository.
    public FakeRegistryImages images(String path) {
        return new FakeRegistryImages(this, path);
    }

    public Digest pushBlob(String path, byte[] bytes) {
        return content.pushBlob(path, bytes);
    }

    /// Pushes any document as a manifest.
    public Digest pushManifest(String path, String mediaType, byte[] bytes) {
        return content.pushManifest(path, mediaType, bytes);
    }

    /// Pushes any text as a manifest.
    public Digest pushManifest(String path, String mediaType, String text) {
        return content.pushManifest(path, mediaType, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Lets a tag point at a digest; with several digests each request is answered with the next one.
    public void tag(String path, String tag, Digest... answers) {
        content.tag(path, tag, List.of(answers));
    }

    public void delete(String path, Digest digest) {
        content.delete(path, digest);
    }

    /// Deletes a repository with all that it holds.
    public void delete(String path) {
        content.delete(path);
    }

    /// Sets who may read; open at first.
    public void allow(FakeRegistryAccess who) {
        this.access = who;
    }

    /// Spoils every answer of the API (not the token realm's).
    public void spoil(FakeRegistryDefect defect) {
        spoil(defect, "/v2/");
    }

    /// Spoils each answer to a request whose path or query contains a text.
    public void spoil(FakeRegistryDefect defect, String part) {
        spoil(defect, part, Integer.MAX_VALUE);
    }

    /// Spoils the next few answers.
    public void spoil(FakeRegistryDefect defect, String part, int times) {
        AtomicInteger left = new AtomicInteger(times);
        spoil(request ->
                request.target().contains(part) && left.getAndDecrement() > 0 ? Optional.of(defect) : Optional.empty());
    }

    /// Spoils each answer as somebody chooses.
    public void spoil(Choice choice) {
        this.spoilt = choice;
    }

    public void heal() {
        this.spoilt = SOUND;
    }

    /// The requests so far, in the order in which they arrived.
    public List<FakeRegistryRequest> requests() {
        return List.copyOf(requests);
    }

    /// Sets how long the pages of the referrers API are.
    public void pageReferrers(int perPage) {
        this.referrersPerPage = perPage;
    }

    int referrersPerPage() {
        return referrersPerPage;
    }

    /// No token that was handed out is good any more.
    public void forgetTokens() {
        tokens.forget();
    }

    public void forgetRequests() {
        requests.clear();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    void record(FakeRegistryRequest request) {
        requests.add(request);
    }

    FakeRegistryAccess access() {
        return access;
    }

    FakeRegistryTokens tokens() {
        return tokens;
    }

    FakeRegistryContent content() {
        return content;
    }

    Optional<FakeRegistryDefect> defectFor(FakeRegistryRequest request) {
        return spoilt.defectFor(request);
    }
}
