package io.github.provenancegate.fake;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Chainguard's API and token issuer over loopback HTTP, with the shapes of its public protobuf definitions:
/// lists of `items`, members in snake or camel case, pages where it is told to make them, and no answer without
/// a token that is good for it. It can be spoilt in one way at a time.
public final class FakeChainguard implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// How the members' names are written.
    public enum Spelling {
        SNAKE,
        CAMEL
    }

    /// What somebody asked.
    ///
    /// @param authorization the header's value
    public record Request(String target, Optional<String> authorization) {}

    /// @param spoiltPath which requests
    private record Spoilt(FakeChainguardDefect defect, String spoiltPath) {}

    /// @param filters what a question must say to get it
    record Listed(String path, Map<String, String> filters, ObjectNode item) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Listed> listed = new CopyOnWriteArrayList<>();
    private final Map<String, String> serviceAccounts = new ConcurrentHashMap<>();
    private final Map<String, String> audiences = new ConcurrentHashMap<>();
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final AtomicInteger exchanges = new AtomicInteger();
    private volatile Spelling spelling = Spelling.SNAKE;
    private volatile String lifetime = "";
    private volatile int pageSize = Integer.MAX_VALUE;
    private volatile @Nullable Spoilt spoilt;

    private FakeChainguard(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", new FakeChainguardHandler(this));
        server.start();
    }

    /// Starts on a free port of 127.0.0.1, knowing nothing and nobody.
    public static FakeChainguard start() {
        try {
            return new FakeChainguard(
                    HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// As `--chainguard-api` and `--chainguard-issuer` have it.
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// A group; an organisation where its id has no slash.
    public void addGroup(String name, String uidp) {
        ObjectNode group =
                JSON.createObjectNode().put("id", uidp).put("name", name).put("description", "");
        group.putObject(key("resource_limits"));
        group.put("verified", true).put("kind", "ORG_KIND_CUSTOMER");
        listed.add(new Listed("/iam/v1/groups", Map.of("name", name), group));
    }

    /// Which identities act for which service.
    public void bind(String organisation, Map<String, String> bindings) {
        ObjectNode association = JSON.createObjectNode().put("group", organisation);
        association.putObject("amazon").put("account", "123456789012");
        ObjectNode services = association.putObject("chainguard").putObject(key("service_bindings"));
        bindings.forEach(services::put);
        association.put("name", "associations");
        listed.add(new Listed("/iam/v1/account_associations", Map.of("group", organisation), association));
    }

    public void addRepository(String parent, String uidp, String name) {
        ObjectNode repository = JSON.createObjectNode()
                .put("id", uidp)
                .put("name", name)
                .put(key("catalog_tier"), "APPLICATION")
                .put("readme", "# " + name)
                .put(key("create_time"), "2026-01-01T00:00:00Z");
        // the API's definition fixes this name
        repository.putObject("sync_config").put("source", "x").put(key("unique_tags"), false);
        repository.putArray("aliases");
        listed.add(new Listed("/registry/v1/repos", Map.of("uidp.children_of", parent), repository));
    }

    public void addTag(String repository, String uidp, String name) {
        ObjectNode tag = JSON.createObjectNode()
                .put("id", uidp)
                .put("name", name)
                .put("digest", "sha256:" + "0".repeat(64))
                .put(key("last_updated"), "2026-01-01T00:00:00Z");
        listed.add(new Listed(
                "/registry/v1/tags",
                name.startsWith("sha256-")
                        ? Map.of("uidp.children_of", repository, "exclude_referrers", "false")
                        : Map.of("uidp.children_of", repository),
                tag));
    }

    /// Lets a token in; it is good for the API.
    public void trust(String token) {
        audiences.put(token, address().toString());
    }

    /// Lets a service account exchange its token.
    public void trust(String identity, String serviceAccountToken) {
        serviceAccounts.put(identity, serviceAccountToken);
    }

    /// Sets how names are written, of what is added from now on too.
    public void spell(Spelling other) {
        this.spelling = other;
    }

    public void page(int size) {
        this.pageSize = size;
    }

    /// Sets what stands in exchanged answers besides the token, such as `"expires_in": 60`.
    public void tellLifetime(String members) {
        this.lifetime = members;
    }

    /// Spoils each answer to a request for this path.
    public void spoil(FakeChainguardDefect defect, String path) {
        this.spoilt = new Spoilt(defect, path);
    }

    public void heal() {
        this.spoilt = null;
    }

    /// The requests so far, in the order in which they arrived.
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    void record(Request request) {
        requests.add(request);
    }

    Optional<FakeChainguardDefect> defectFor(String path) {
        Spoilt current = spoilt;
        return current != null && path.equals(current.spoiltPath()) ? Optional.of(current.defect()) : Optional.empty();
    }

    boolean isGood(String token) {
        return address().toString().equals(audiences.get(token));
    }

    /// What a question finds, a page of it.
    ObjectNode list(String path, Map<String, String> query, Optional<FakeChainguardDefect> defect) {
        boolean filtered =
                defect.filter(FakeChainguardDefect.NoFilters.class::isInstance).isEmpty();
        List<ObjectNode> found = new ArrayList<>();
        for (Listed one : listed) {
            boolean asked = one.filters().entrySet().stream()
                    .allMatch(filter -> filter.getValue().equals(query.getOrDefault(filter.getKey(), "false")));
            if (one.path().equals(path) && (asked || !filtered)) {
                found.add(one.item());
            }
        }
        int from = Integer.parseInt(query.getOrDefault("page_token", "p0").substring(1));
        int to = (int) Math.min(found.size(), (long) from + pageSize);
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode items = answer.putArray("items");
        found.subList(Math.min(from, to), to).forEach(items::add);
        defect.ifPresent(one -> {
            if (one instanceof FakeChainguardDefect.EndlessPages) {
                answer.put(key("next_page_token"), "p" + (from + 1));
            } else if (one instanceof FakeChainguardDefect.SameNextPage) {
                answer.put(key("next_page_token"), "p0");
            }
        });
        if (defect.isEmpty()) {
            answer.put(key("next_page_token"), to < found.size() ? "p" + to : "");
        }
        return answer;
    }

    /// Empty when the service account may not.
    Optional<String> exchange(Map<String, String> query, String serviceAccountToken) {
        if (!serviceAccountToken.equals(serviceAccounts.get(query.getOrDefault("identity", "")))) {
            return Optional.empty();
        }
        String token = "exchanged-" + exchanges.incrementAndGet();
        audiences.put(token, query.getOrDefault("aud", ""));
        return Optional.of("{\"token\":\"" + token + "\",\"" + key("refresh_token") + "\":\"\""
                + (lifetime.isEmpty() ? "" : "," + lifetime) + "}");
    }

    private String key(String snake) {
        StringBuilder camel = new StringBuilder();
        for (String word : snake.split("_", -1)) {
            camel.append(camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return spelling == Spelling.CAMEL ? camel.toString() : snake;
    }
}
