package io.github.provenancegate.app;

import io.github.provenancegate.chainguard.StsExchange;
import io.github.provenancegate.cli.RefusedException;
import io.github.provenancegate.cli.Setting;
import io.github.provenancegate.cli.Verification.ColorChoice;
import io.github.provenancegate.cli.Verification.Format;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.policy.UnmatchedAction;
import io.github.provenancegate.registry.RegistrySettings;
import io.github.provenancegate.sigstore.TrustRootSource;
import io.github.provenancegate.transport.EgressProxy;
import io.github.provenancegate.transport.TransportSettings;
import io.github.provenancegate.webhook.WebhookSettings.PinTags;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Everything that an operator decides, understood. Nothing here falls back: what cannot be used is refused.
///
/// @param policy file or folder of policies
/// @param trustRoots by name, but for the bundled one
/// @param plainHttp the hosts of `--plain-http` as they were written
/// @param dockerConfig folder of the `config.json` that holds credentials; empty means Docker's own place
/// @param concurrency images verified side by side on the command line
/// @param timeout longest time for one image on the command line, and for one review of the webhook
/// @param logLevel empty means that of the command
record Settings(
        Optional<Path> policy,
        Map<String, TrustRootSource> trustRoots,
        List<String> plainHttp,
        TransportSettings transport,
        RegistrySettings registries,
        Optional<Path> dockerConfig,
        Chainguard chainguard,
        int concurrency,
        Duration timeout,
        Optional<LogLevel> logLevel,
        Format format,
        ColorChoice color,
        UnmatchedAction unmatched,
        Serving serving) {
    /// Beyond this a registry answers with 429 and the images wait for each other anyway.
    private static final int CONCURRENCY_MAX = 1024;

    /// The API server waits 30 s for a webhook at most; nobody waits ten minutes for one image.
    private static final int TIMEOUT_SECONDS_MAX = 600;

    /// Kubernetes kills a Pod that ends for longer than its grace period, which has to hold the reviews too.
    private static final int SHUTDOWN_DELAY_SECONDS_MAX = 300;

    /// A gap that is told a day later is told by nobody.
    private static final int SELF_CHECK_SECONDS_MAX = 86_400;

    private static final Pattern REPLICA = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    /// Chainguard's own services.
    ///
    /// @param registry host of the catalogue's images
    /// @param identity whom a service account may act as there
    record Chainguard(String registry, URI api, URI issuer, Optional<StsExchange.Identity> identity) {}

    /// What `serve` needs besides.
    ///
    /// @param httpsPort 0 takes a free one
    /// @param managementPort 0 takes a free one
    /// @param cacheFile keeps over a restart what registries answered; need not be there yet
    /// @param webhookConfiguration name of that which the API server calls us by
    /// @param selfCheckPeriod how often it is looked at; zero: never
    /// @param otlpEndpoint is sent a trace of each review
    /// @param shutdownDelay how long reviews are still answered when the process was told to end
    /// @param replica how this process is called beside others; empty means by its host
    record Serving(
            int httpsPort,
            int managementPort,
            CertificateSettings certificates,
            PodUse pullSecrets,
            PodUse runningPods,
            Optional<String> replica,
            Optional<Path> cacheFile,
            Optional<EventUse> events,
            Optional<String> webhookConfiguration,
            Duration selfCheckPeriod,
            Optional<URI> otlpEndpoint,
            Duration shutdownDelay,
            PinTags pinTags) {}

    /// Whether findings are told in Events.
    enum EventUse {
        WRITE,
        NONE
    }

    /// What is done with something that Pods bring along.
    enum PodUse {
        IGNORE,
        USE
    }

    /// How much is logged.
    enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    Settings {
        trustRoots = Map.copyOf(trustRoots);
        plainHttp = List.copyOf(plainHttp);
    }

    /// Reads what was given.
    ///
    /// @throws RefusedException at the first value that cannot be used: what, where, and what to write
    static Settings of(Given given) {
        return new Settings(
                given.once(Setting.POLICY, Settings::path),
                TrustRootSettings.of(given),
                given.several(Setting.PLAIN_HTTP, text -> text),
                transport(given),
                registries(given),
                given.once(Setting.DOCKER_CONFIG, Settings::path),
                chainguard(given),
                given.once(Setting.CONCURRENCY, text -> Given.number(text, 1, CONCURRENCY_MAX))
                        .orElse(16),
                Duration.ofSeconds(given.once(Setting.TIMEOUT, text -> Given.number(text, 1, TIMEOUT_SECONDS_MAX))
                        .orElse(30)),
                given.once(Setting.LOG_LEVEL, text -> Given.word(text, LogLevel.class)),
                given.once(Setting.OUTPUT, text -> Given.word(text, Format.class))
                        .orElse(Format.TEXT),
                given.once(Setting.COLOR, text -> Given.word(text, ColorChoice.class))
                        .orElse(ColorChoice.AUTO),
                given.once(Setting.UNMATCHED, text -> Given.word(text, UnmatchedAction.class))
                        .orElse(UnmatchedAction.WARN),
                serving(given));
    }

    private static Chainguard chainguard(Given given) {
        Optional<String> uidp = given.once(Setting.CHAINGUARD_IDENTITY, Settings::uidp);
        Optional<Path> tokenFile = given.once(Setting.CHAINGUARD_TOKEN_FILE, Settings::path);
        if (uidp.isPresent() != tokenFile.isPresent()) {
            Setting there = uidp.isPresent() ? Setting.CHAINGUARD_IDENTITY : Setting.CHAINGUARD_TOKEN_FILE;
            Setting missing = uidp.isPresent() ? Setting.CHAINGUARD_TOKEN_FILE : Setting.CHAINGUARD_IDENTITY;
            throw new RefusedException(given.placeOf(there) + ": means nothing without " + missing.option() + " "
                    + missing.label() + "; give both or neither");
        }
        return new Chainguard(
                given.once(Setting.REGISTRY, Settings::host).orElse("cgr.dev"),
                given.once(Setting.CHAINGUARD_API, Settings::url).orElse(URI.create("https://console-api.enforce.dev")),
                given.once(Setting.CHAINGUARD_ISSUER, Settings::url).orElse(URI.create("https://issuer.enforce.dev")),
                uidp.flatMap(id -> tokenFile.map(file -> new StsExchange.Identity(id, file))));
    }

    private static Serving serving(Given given) {
        return new Serving(
                given.once(Setting.HTTPS_PORT, Settings::port).orElse(10250),
                given.once(Setting.MANAGEMENT_PORT, Settings::port).orElse(9000),
                CertificateSettings.of(given),
                podUse(given, Setting.PULL_SECRETS),
                podUse(given, Setting.RUNNING_PODS),
                given.once(Setting.REPLICA, Settings::replica),
                given.once(Setting.CACHE_FILE, Settings::fileToBe),
                given.once(Setting.EVENTS, text -> Given.word(text, EventUse.class)),
                given.once(Setting.WEBHOOK_CONFIGURATION, CertificateSettings::configuration),
                Duration.ofSeconds(
                        given.once(Setting.SELF_CHECK_PERIOD, text -> Given.number(text, 0, SELF_CHECK_SECONDS_MAX))
                                .orElse(60)),
                given.once(Setting.OTLP_ENDPOINT, Settings::url),
                Duration.ofSeconds(
                        given.once(Setting.SHUTDOWN_DELAY, text -> Given.number(text, 0, SHUTDOWN_DELAY_SECONDS_MAX))
                                .orElse(0)),
                given.once(Setting.PIN_TAGS, text -> Given.word(text, PinTags.class))
                        .orElse(PinTags.NONE));
    }

    private static PodUse podUse(Given given, Setting setting) {
        return given.once(setting, text -> Given.word(text, PodUse.class)).orElse(PodUse.IGNORE);
    }

    private static TransportSettings transport(Given given) {
        return new TransportSettings(
                given.several(Setting.PLAIN_HTTP, TransportSettings.PlainHost::parse),
                given.several(Setting.RESOLVE, TransportSettings.ResolvedHost::parse),
                given.several(Setting.ALLOW_ADDRESS, TransportSettings.AllowedAddress::parse),
                given.once(Setting.CA_FILE, Settings::path),
                TransportSettings.DEFAULT.connectTimeout(),
                TransportSettings.DEFAULT.requestTimeout(),
                EgressProxy.NONE);
    }

    private static RegistrySettings registries(Given given) {
        try {
            return RegistrySettings.parse(given.several(Setting.TOKEN_HOST, text -> text));
        } catch (IllegalArgumentException refused) {
            throw new RefusedException(given.placeOf(Setting.TOKEN_HOST) + ": " + refused.getMessage());
        }
    }

    static Path path(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("names no file");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException refused) {
            throw new IllegalArgumentException(UntrustedText.quote(text) + " is no path", refused);
        }
    }

    /// A file that is made where there is none: its folder must be there, or a slip of the pen would go
    /// unnoticed until the restart for which the file is meant. Whether it can be written just now is not
    /// asked: a full disk keeps no webhook from starting.
    private static Path fileToBe(String text) {
        Path file = path(text);
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(UntrustedText.quote(text) + " is a folder; name a file in it");
        }
        if (!Files.isDirectory(
                Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file))) {
            throw new IllegalArgumentException(UntrustedText.quote(text) + " is in no folder that exists; make it");
        }
        return file;
    }

    private static int port(String text) {
        return Given.number(text, 0, 65_535);
    }

    private static String host(String text) {
        if (!Repository.isHost(text)) {
            throw new IllegalArgumentException(UntrustedText.quote(text) + " is no registry host, such as cgr.dev");
        }
        return text;
    }

    /// RFC 1123 label, as a Pod's name; with what is put before it a field manager has 128 characters at most.
    static boolean isReplica(String text) {
        return REPLICA.matcher(text).matches();
    }

    private static String replica(String text) {
        if (!isReplica(text)) {
            throw new IllegalArgumentException(UntrustedText.quote(text)
                    + " is no name for a replica: write lower-case letters, digits and '-', at most 63");
        }
        return text;
    }

    private static String uidp(String text) {
        if (!StsExchange.Identity.isUidp(text)) {
            throw new IllegalArgumentException(UntrustedText.quote(text)
                    + " is no identity: write 40 lower-case hexadecimal digits, '/', and 16 more");
        }
        return text;
    }

    static URI url(String text) {
        Optional<URI> url = uri(text)
                .filter(uri ->
                        uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme())));
        if (url.isEmpty()) {
            throw new IllegalArgumentException(
                    UntrustedText.quote(text) + " is no URL, such as https://issuer.enforce.dev");
        }
        if (url.get().getRawUserInfo() != null) {
            // not quoted: it may hold a password
            throw new IllegalArgumentException(
                    "a URL with a user name before its host is refused: no password is read from a URL");
        }
        return url.get();
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }
}
