package io.github.provenancegate.fake;

import com.sun.net.httpserver.HttpExchange;
import io.github.provenancegate.fake.FakeRegistryContent.Stored;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// One answer of a [FakeRegistry] on its way, which a defect can still spoil.
final class FakeRegistryAnswer {
    private final HttpExchange exchange;
    private int status = 200;
    private byte[] body = {};

    FakeRegistryAnswer(HttpExchange exchange) {
        this.exchange = exchange;
    }

    void status(int code) {
        this.status = code;
    }

    void header(String name, String value) {
        exchange.getResponseHeaders().set(name, value);
    }

    /// Where a page of a list begins.
    int pageStart() {
        String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
        return query.startsWith("from=") ? Integer.parseInt(query.substring("from=".length())) : 0;
    }

    void document(Stored stored) {
        header("Docker-Content-Digest", stored.digest().toString());
        body(stored.mediaType(), stored.content());
    }

    void body(String mediaType, byte[] bytes) {
        header("Content-Type", mediaType);
        this.body = bytes;
    }

    /// Sends the answer, or what a defect makes of it.
    void send(Optional<FakeRegistryDefect> defect) throws IOException {
        if (defect.isEmpty()) {
            send(body.length);
            return;
        }
        switch (defect.get()) {
            case FakeRegistryDefect.Status spoilt -> {
                status = spoilt.code();
                body = new byte[0];
                spoilt.headers().forEach(this::header);
                send(0);
            }
            case FakeRegistryDefect.RedirectTo(String location) -> redirect(location);
            case FakeRegistryDefect.RedirectLoop _ ->
                redirect(exchange.getRequestURI().toString());
            case FakeRegistryDefect.WithoutMethod(String method, int instead) -> {
                if (exchange.getRequestMethod().equals(method)) {
                    status = instead;
                    body = new byte[0];
                }
                send(body.length);
            }
            case FakeRegistryDefect.WithHeader(String name, String value) -> {
                header(name, value);
                send(body.length);
            }
            case FakeRegistryDefect.WithoutHeader(String name) -> {
                exchange.getResponseHeaders().remove(name);
                send(body.length);
            }
            case FakeRegistryDefect.OtherBody(String other) -> {
                body = other.getBytes(StandardCharsets.UTF_8);
                send(body.length);
            }
            case FakeRegistryDefect.UnannouncedLength _ -> sendInChunks(Duration.ZERO);
            case FakeRegistryDefect.SlowBody(Duration pause) -> sendInChunks(pause);
            case FakeRegistryDefect.EndlessBody _ -> sendForEver();
            case FakeRegistryDefect.LyingLength(long announced) -> breakOff(announced);
            case FakeRegistryDefect.Silence _ -> pause(Duration.ofMinutes(5));
            case FakeRegistryDefect.HangUp _ -> exchange.close();
        }
    }

    private void redirect(String location) throws IOException {
        status = 307;
        body = new byte[0];
        header("Location", location);
        send(0);
    }

    private void send(long announced) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            header("Content-Length", Long.toString(announced));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
            return;
        }
        exchange.sendResponseHeaders(status, announced == 0 ? -1 : announced);
        try (exchange;
                OutputStream out = exchange.getResponseBody()) {
            out.write(body, 0, (int) Math.min(body.length, announced));
        } catch (IOException _) {
            exchange.close(); // nobody listens any more
        }
    }

    private void breakOff(long announced) throws IOException {
        exchange.sendResponseHeaders(status, announced);
        OutputStream out = exchange.getResponseBody();
        out.write(body, 0, (int) Math.min(body.length, announced));
        out.flush();
        if (announced > body.length) {
            throw new IOException("the server closes the connection when its handler throws, and at no other time");
        }
        exchange.close();
    }

    private void sendInChunks(Duration between) throws IOException {
        exchange.sendResponseHeaders(status, 0);
        try (exchange;
                OutputStream out = exchange.getResponseBody()) {
            for (byte one : body) {
                out.write(one);
                if (!between.isZero()) {
                    out.flush();
                    pause(between);
                }
            }
        } catch (IOException _) {
            exchange.close();
        }
    }

    private void sendForEver() throws IOException {
        exchange.sendResponseHeaders(status, 0);
        byte[] block = new byte[1 << 16];
        try (exchange;
                OutputStream out = exchange.getResponseBody()) {
            while (true) {
                out.write(block);
            }
        } catch (IOException _) {
            exchange.close();
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
