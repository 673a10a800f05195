package io.github.provenancegate.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.provenancegate.fake.FakeRegistryContent.Stored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Answers the requests of a [FakeRegistry].
final class FakeRegistryHandler implements HttpHandler {
    private static final Pattern API = Pattern.compile("/v2/(.+)/(manifests|blobs|referrers)/([^/]+)");
    private static final Pattern ARTIFACT_TYPE = Pattern.compile("\"artifactType\"\\s*:\\s*\"([^\"]*)\"");
    private static final Pattern CONFIG_TYPE =
            Pattern.compile("\"config\"\\s*:\\s*\\{[^}]*\"mediaType\"\\s*:\\s*\"([^\"]*)\"");

    private final FakeRegistry registry;

    FakeRegistryHandler(FakeRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        FakeRegistryRequest request = new FakeRegistryRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host"))
                        .orElse(""),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        registry.record(request);
        FakeRegistryAnswer answer = new FakeRegistryAnswer(exchange);
        if (request.target().startsWith("/token")) {
            token(request, answer);
        } else if (isAllowed(request)) {
            read(exchange.getRequestURI().getPath(), answer);
        } else {
            challenge(answer);
            answer.send(Optional.empty());
            return;
        }
        answer.send(registry.defectFor(request));
    }

    private void read(String path, FakeRegistryAnswer answer) {
        Matcher api = API.matcher(path);
        if (!api.matches()) {
            answer.status(404);
            return;
        }
        String repository = api.group(1);
        String reference = api.group(3);
        switch (api.group(2)) {
            case "manifests" ->
                registry.content()
                        .manifest(repository, reference)
                        .ifPresentOrElse(answer::document, () -> answer.status(404));
            case "blobs" ->
                registry.content()
                        .blob(repository, reference)
                        .ifPresentOrElse(answer::document, () -> answer.status(404));
            default -> referrers(registry.content().referrers(repository, reference), path, answer);
        }
    }

    private void referrers(List<Stored> manifests, String path, FakeRegistryAnswer answer) {
        int from = answer.pageStart();
        int to = Math.min(manifests.size(), from + registry.referrersPerPage());
        if (to < manifests.size()) {
            answer.header("Link", "<" + path + "?from=" + to + ">; rel=\"next\"");
        }
        String descriptors = manifests.subList(from, to).stream()
                .map(manifest -> "{\"mediaType\":\"" + manifest.mediaType() + "\",\"digest\":\"" + manifest.digest()
                        + "\",\"size\":" + manifest.latin1().length() + ",\"artifactType\":\""
                        + artifactType(manifest) + "\"}")
                .collect(Collectors.joining(","));
        String index = "{\"schemaVersion\":2,\"mediaType\":\"" + FakeRegistry.OCI_INDEX + "\",\"manifests\":["
                + descriptors + "]}";
        answer.body(FakeRegistry.OCI_INDEX, index.getBytes(StandardCharsets.UTF_8));
    }

    /// The manifest's own type, else its configuration's.
    private static String artifactType(Stored manifest) {
        Matcher own = ARTIFACT_TYPE.matcher(manifest.latin1());
        Matcher configured = CONFIG_TYPE.matcher(manifest.latin1());
        return own.find() ? own.group(1) : configured.find() ? configured.group(1) : "";
    }

    private boolean isAllowed(FakeRegistryRequest request) {
        return switch (registry.access()) {
            case FakeRegistryAccess.Open _ -> true;
            case FakeRegistryAccess.Basic(FakeRegistryAccess.Login login) ->
                request.authorization().equals(Optional.of(basic(login)));
            case FakeRegistryAccess.Bearer _ ->
                request.authorization()
                        .filter(value ->
                                value.startsWith("Bearer ") && registry.tokens().isGood(value.substring(7)))
                        .isPresent();
        };
    }

    private void challenge(FakeRegistryAnswer answer) {
        answer.status(401);
        answer.header(
                "WWW-Authenticate",
                switch (registry.access()) {
                    case FakeRegistryAccess.Bearer bearer ->
                        "Bearer realm=\""
                                + bearer.realm().orElse("http://" + registry.host() + "/token")
                                + "\",service=\"fake\",scope=\"repository:any:pull\"";
                    case FakeRegistryAccess.Basic _, FakeRegistryAccess.Open _ -> "Basic realm=\"fake\"";
                });
    }

    private void token(FakeRegistryRequest request, FakeRegistryAnswer answer) {
        if (!(registry.access() instanceof FakeRegistryAccess.Bearer bearer)) {
            answer.status(404);
            return;
        }
        boolean known = bearer.login()
                .map(login -> request.authorization().equals(Optional.of(basic(login)))
                        || request.form().contains("refresh_token=" + login.password()))
                .orElse(true);
        if (!known) {
            answer.status(401);
            return;
        }
        String token = registry.tokens().issue();
        answer.body("application/json", bearer.answer().replace("TOKEN", token).getBytes(StandardCharsets.UTF_8));
    }

    private static String basic(FakeRegistryAccess.Login login) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((login.user() + ":" + login.password()).getBytes(StandardCharsets.UTF_8));
    }
}
