package io.github.provenancegate.transport;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.FormBody;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/// Asks hosts over HTTP/2 or 1.1, within the address rules, each answer's cap and the deadline.
///
/// Redirects, cookies, authentication and decompression are left to nobody: a redirect is an answer, and an
/// encoded body is refused (it could be a small answer that unpacks to a large one). Thread-safe; calls block.
public final class Transport {
    /// Idle connections kept: a few per registry, token realm and blob store of one cluster.
    private static final int IDLE_CONNECTIONS_MAX = 32;

    /// Shorter than what load balancers allow, so that we close idle connections before they do.
    private static final Duration IDLE_MAX = Duration.ofSeconds(50);

    /// Less time than this is no fair chance to connect: what the caller lacks says nothing about the host.
    private static final Duration CONNECT_FAIR_MIN = Duration.ofMillis(500);

    private final TransportSettings settings;
    private final NameLookup names;
    private final AddressRules rules;
    private final Retries retries;
    private final Pause pause;
    private final Hosts hosts;
    private final OkHttpClient client;

    /// How a caller waits between two attempts.
    @FunctionalInterface
    interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    /// A way out with its own connections.
    ///
    /// @param random spreads retries out
    /// @param nanoTime a monotonic clock in nanoseconds
    /// @throws IllegalArgumentException when the file of certificate authorities cannot be used
    public Transport(TransportSettings settings, RandomGenerator random, LongSupplier nanoTime) {
        this(settings, random, nanoTime, NameLookup.ofPlatform(settings.connectTimeout()), Thread::sleep);
    }

    Transport(
            TransportSettings settings, RandomGenerator random, LongSupplier nanoTime, NameLookup names, Pause pause) {
        this.settings = settings;
        this.names = names;
        this.rules = new AddressRules(settings, names);
        this.retries = new Retries(random);
        this.pause = pause;
        this.hosts = new Hosts(nanoTime, random);
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .followRedirects(false)
                .followSslRedirects(false)
                .protocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1))
                .socketFactory(new PromptSockets())
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS_MAX, IDLE_MAX.toSeconds(), TimeUnit.SECONDS))
                // the whole call is timed instead
                .writeTimeout(Duration.ZERO);
        settings.caFile().ifPresent(file -> CertificateAuthorities.trust(file, builder));
        this.client = builder.build();
    }

    /// Closes the connections that nobody uses. A JVM that ends waits a third of a second for their readers, which are
    /// inside the operating system, unless they are closed before.
    public void closeIdle() {
        client.connectionPool().evictAll();
    }

    /// The root of a host that a policy or a setting names: `https` unless the settings name it as plain.
    ///
    /// @param authority host with its port where one is named
    /// @throws IllegalArgumentException when it is no host
    public WebAddress rootOf(String authority) {
        WebAddress secure = root("https", authority);
        WebAddress plain = root("http", authority);
        return rules.isPlain(plain.host(), plain.port()) ? plain : secure;
    }

    private static WebAddress root(String scheme, String authority) {
        return WebAddress.parse(scheme + "://" + authority + "/")
                .orElseThrow(() -> new IllegalArgumentException(authority + " is no host"));
    }

    /// Asks, again if that has a chance, until there is an answer or no time.
    ///
    /// @throws UndeterminedException `REGISTRY_NOT_ALLOWED`, `REGISTRY_UNREACHABLE` (also after a 5xx answer),
    ///     `REGISTRY_THROTTLED` (429), `REGISTRY_MISBEHAVED` or `DEADLINE_EXCEEDED`
    public HttpAnswer send(HttpCall call, Inquiry inquiry) {
        Way way = wayTo(call);
        Host host = hosts.of(call);
        Breaker.Part part = host.enter(call, inquiry, pause);
        try {
            return send(call, way, inquiry, host, part);
        } finally {
            host.leave(part);
        }
    }

    private HttpAnswer send(HttpCall call, Way way, Inquiry inquiry, Host host, Breaker.Part part) {
        Route route = new Route(way, client.connectionPool(), host.opening());
        for (int attempt = 1; ; attempt++) {
            switch (attempt(call, route, inquiry)) {
                case Attempt.Answered(HttpAnswer answer) -> {
                    host.answered();
                    return answer;
                }
                case Attempt.Failed(Failure failure) -> {
                    failure.patience().ifPresent(time -> host.askedForPatience(time, inquiry));
                    Optional<Duration> time = retries.pauseBeforeNext(attempt, call, failure, inquiry.deadline());
                    if (time.isEmpty()) {
                        host.failed(failure, part, inquiry);
                        throw failure.why();
                    }
                    waitFor(time.get(), failure);
                    if (failure.again() == Failure.Again.OVER_A_NEW_CONNECTION) {
                        route = route.withoutKeptConnections();
                    }
                }
            }
        }
    }

    /// How an attempt goes out: over which connections, and who opens one where none of them fits.
    private record Route(Way way, ConnectionPool connections, Opening opening) {
        /// Shares nothing: what it opens is closed behind it, and nobody else waits for that.
        Route withoutKeptConnections() {
            return new Route(way, new ConnectionPool(0, 1, TimeUnit.NANOSECONDS), new Opening());
        }
    }

    /// Checks what can be checked before any socket.
    private Way wayTo(HttpCall call) {
        WebAddress address = call.address();
        if (address.scheme().equals("http") && !rules.isPlain(address.host(), address.port())) {
            throw new UndeterminedException(
                    ReasonCode.REGISTRY_NOT_ALLOWED,
                    address.authority() + " would have to be asked without TLS while " + call.step()
                            + "; if that is right, name it with --plain-http " + address.authority());
        }
        try {
            // the HTTP client does not look up a host that is an address
            Optional<InetAddress> literal = address.literal();
            if (literal.isPresent()) {
                rules.check(address.host(), address.port(), literal.get(), call.destination());
            }
            Optional<EgressProxy.Server> proxy = rules.isResolved(address.host(), address.port())
                    ? Optional.empty()
                    : settings.proxy().onTheWayTo(address, literal);
            return proxy.<Way>map(server -> new Way.Through(server, names))
                    .orElseGet(() -> new Way.Direct(new CheckedNames(rules, address.port(), call.destination())));
        } catch (AddressRefusedException refused) {
            throw Failure.of(refused, new Progress("", Progress.Chance.FAIR), call)
                    .why();
        }
    }

    private void waitFor(Duration time, Failure failure) {
        try {
            pause.pause(time);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw failure.why();
        }
    }

    private Attempt attempt(HttpCall call, Route route, Inquiry inquiry) {
        Deadline deadline = inquiry.deadline();
        Duration budget = deadline.remainingFor(call.step(), settings.requestTimeout());
        Duration before = deadline.remaining();
        Reading reading = new Reading();
        Attempt attempt = exchange(call, route, budget, deadline, reading);
        inquiry.observer()
                .requested(new Observer.Request(
                        call.address().authority(),
                        call.destination().namedBy(),
                        call.method().name(),
                        reading.status().map(String::valueOf).orElseGet(() -> outcome(attempt)),
                        before.minus(deadline.remaining()),
                        reading.bodyBytes()));
        return attempt;
    }

    private static String outcome(Attempt attempt) {
        return switch (attempt) {
            case Attempt.Answered(HttpAnswer answer) -> Integer.toString(answer.status());
            case Attempt.Failed(Failure failure) -> failure.why().code().name();
        };
    }

    private Attempt exchange(HttpCall call, Route route, Duration budget, Deadline deadline, Reading reading) {
        // half of what is left, so that a dead host is told apart from a slow one before the time is up
        Duration halfBudget = budget.dividedBy(2).plusMillis(1);
        Duration connectTimeout =
                settings.connectTimeout().compareTo(halfBudget) < 0 ? settings.connectTimeout() : halfBudget;
        boolean hurried = connectTimeout.compareTo(settings.connectTimeout()) < 0
                && connectTimeout.compareTo(CONNECT_FAIR_MIN) < 0;
        Progress progress =
                new Progress(route.way().words(), hurried ? Progress.Chance.TOO_LITTLE_TIME : Progress.Chance.FAIR);
        // half again, so that whoever waited in vain for another's connection can still make one
        Opening.Turn turn = route.opening().turn(connectTimeout.dividedBy(2));
        Call prepared = route.way()
                .taken(client.newBuilder())
                .connectionPool(route.connections())
                .connectTimeout(connectTimeout)
                .callTimeout(budget)
                // ends silence just before the call's own end would: only after that does the client find out whether
                // a connection that many calls share is still alive, and gives up one that the network has forgotten
                .readTimeout(budget.multipliedBy(9).dividedBy(10))
                .eventListener(progress.plus(turn))
                .build()
                .newCall(request(call));
        try (Response response = execute(prepared)) {
            return reading.read(response, call, deadline);
        } catch (IOException thrown) {
            return new Attempt.Failed(
                    Thread.currentThread().isInterrupted()
                            ? Failure.ofStop(call, thrown)
                            : Failure.of(thrown, progress, call));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Attempt.Failed(Failure.ofStop(call, stopped));
        } finally {
            turn.end();
        }
    }

    /// The client, written in another language, does not declare that waiting for a connection throws this too.
    private static Response execute(Call prepared) throws IOException, InterruptedException {
        return prepared.execute();
    }

    private static Request request(HttpCall call) {
        RequestBody body = null;
        if (call.method() == HttpCall.Method.POST) {
            FormBody.Builder form = new FormBody.Builder();
            call.form().forEach(field -> form.add(field.name(), field.value().revealUnsafe()));
            body = form.build();
        }
        Request.Builder request = new Request.Builder()
                .url(call.address().url())
                .method(call.method().name(), body)
                .header("User-Agent", "provgate")
                .header("Accept-Encoding", "identity");
        call.headers().forEach(request::header);
        call.authorization().map(Secret::revealUnsafe).ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }
}
