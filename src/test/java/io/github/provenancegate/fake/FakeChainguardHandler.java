package io.github.provenancegate.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Answers the requests of a [FakeChainguard].
final class FakeChainguardHandler implements HttpHandler {
    private final FakeChainguard chainguard;

    FakeChainguardHandler(FakeChainguard chainguard) {
        this.chainguard = chainguard;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Optional<String> authorization =
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
        chainguard.record(new FakeChainguard.Request(exchange.getRequestURI().toString(), authorization));
        String path = exchange.getRequestURI().getPath();
        String token = authorization
                .filter(value -> value.startsWith("Bearer "))
                .map(value -> value.substring(7))
                .orElse("");
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        Optional<FakeChainguardDefect> defect = chainguard.defectFor(path);
        Optional<String> document = path.equals("/sts/exchange")
                ? chainguard.exchange(query, token)
                : chainguard.isGood(token)
                        ? Optional.of(chainguard.list(path, query, defect).toString())
                        : Optional.empty();
        if (document.isEmpty()) {
            send(exchange, 401, "{\"code\":16,\"message\":\"unauthenticated\",\"details\":[]}");
            return;
        }
        String whole = document.get();
        FakeChainguardDefect wrong = defect.orElse(new FakeChainguardDefect.Text(whole));
        switch (wrong) {
            case FakeChainguardDefect.Status(int code) -> send(exchange, code, "");
            case FakeChainguardDefect.RedirectTo(String address) -> {
                exchange.getResponseHeaders().set("Location", address);
                send(exchange, 302, "");
            }
            case FakeChainguardDefect.Text(String body) -> send(exchange, 200, body);
            case FakeChainguardDefect.Spaces(int count) -> send(exchange, 200, " ".repeat(count) + whole);
            case FakeChainguardDefect.EndlessPages _,
                    FakeChainguardDefect.SameNextPage _,
                    FakeChainguardDefect.NoFilters _ -> send(exchange, 200, whole);
        }
    }

    /// In chunks, without a length.
    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : 0);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body.getBytes(StandardCharsets.UTF_8));
        } catch (IOException gone) {
            // the client has read enough
        }
        exchange.close();
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(
                    URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                    URLDecoder.decode(parts.length > 1 ? parts[1] : "", StandardCharsets.UTF_8));
        }
        return query;
    }
}
