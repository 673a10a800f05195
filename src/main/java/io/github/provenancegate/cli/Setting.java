package io.github.provenancegate.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names that others script against: each is an option, a variable of the environment and a key of the
/// configuration file, in that order of strength. Names are added, never changed.
public enum Setting {
    CONFIG("config", "F", Count.ONCE, Use.EVERYWHERE, "Configuration file: keys are the long options' names."),
    POLICY(
            "policy",
            "F",
            Count.ONCE,
            Use.EVERYWHERE,
            "Policies: a file of one or more ProvenancePolicy documents, or a folder of such files"
                    + " (default for serve: those of the cluster)."),
    TRUST_ROOT(
            "trust-root",
            "[NAME=]F",
            Count.SEVERAL,
            Use.EVERYWHERE,
            "Trusted root (JSON, as cosign's --trusted-root). Without NAME it replaces public-good."),
    TUF_MIRROR(
            "tuf-mirror",
            "[NAME=]URL",
            Count.SEVERAL,
            Use.EVERYWHERE,
            "TUF repository that renews this trusted root in the background. Without NAME it renews public-good."),
    TUF_ROOT(
            "tuf-root",
            "[NAME=]F",
            Count.SEVERAL,
            Use.EVERYWHERE,
            "The root.json from which trust in that repository starts (default: the public instance's)."),
    TUF_PERIOD(
            "tuf-period", "HOURS", Count.ONCE, Use.EVERYWHERE, "How often TUF repositories are asked (default: 24)."),
    TUF_CACHE(
            "tuf-cache",
            "DIR",
            Count.ONCE,
            Use.EVERYWHERE,
            "Folder that keeps what TUF repositories published, for the next start (default: none)."),
    PLAIN_HTTP(
            "plain-http",
            "HOST[:PORT]",
            Count.SEVERAL,
            Use.EVERYWHERE,
            "Ask this registry without TLS, whatever its address is."),
    RESOLVE(
            "resolve",
            "HOST:PORT:ADDRESS",
            Count.SEVERAL,
            Use.EVERYWHERE,
            "Connect to ADDRESS for this host and port, as curl's option does."),
    ALLOW_ADDRESS(
            "allow-address",
            "HOST=CIDR",
            Count.SEVERAL,
            Use.EVERYWHERE,
            "Addresses that this host may have although the rules refuse them."),
    TOKEN_HOST(
            "token-host",
            "HOST=HOST",
            Count.SEVERAL,
            Use.EVERYWHERE,
            "The other host at which this registry hands out tokens."),
    CA_FILE("ca-file", "F", Count.ONCE, Use.EVERYWHERE, "Certificate authorities (PEM) to trust besides the usual."),
    DOCKER_CONFIG(
            "docker-config",
            "DIR",
            Count.ONCE,
            Use.EVERYWHERE,
            "Folder of the config.json that holds the registries' credentials (default: DOCKER_CONFIG, else ~/.docker)."),
    REGISTRY("registry", "HOST", Count.ONCE, Use.EVERYWHERE, "Chainguard's registry (default: cgr.dev)."),
    CHAINGUARD_API(
            "chainguard-api",
            "URL",
            Count.ONCE,
            Use.EVERYWHERE,
            "Chainguard's API (default: https://console-api.enforce.dev)."),
    CHAINGUARD_ISSUER(
            "chainguard-issuer",
            "URL",
            Count.ONCE,
            Use.EVERYWHERE,
            "Chainguard's token issuer (default: https://issuer.enforce.dev)."),
    CHAINGUARD_IDENTITY(
            "chainguard-identity",
            "UIDP",
            Count.ONCE,
            Use.EVERYWHERE,
            "Chainguard identity that a Kubernetes service account may assume, for the API and the registry."),
    CHAINGUARD_TOKEN_FILE(
            "chainguard-token-file",
            "F",
            Count.ONCE,
            Use.EVERYWHERE,
            "The projected service-account token that is exchanged for that identity's."),
    CONCURRENCY("concurrency", "N", Count.ONCE, Use.EVERYWHERE, "Images verified side by side (default: 16)."),
    TIMEOUT(
            "timeout",
            "SECONDS",
            Count.ONCE,
            Use.EVERYWHERE,
            "Longest time for one image; serve: for one review, whatever the API server allows (default: 30)."),
    LOG_LEVEL(
            "log-level",
            "LEVEL",
            Count.ONCE,
            Use.EVERYWHERE,
            "error, warn, info, debug or trace (default: warn; serve: info)."),
    OUTPUT(
            "output",
            "FORMAT",
            Count.ONCE,
            Use.REPORTING,
            "text, json, csv, sarif or markdown (default: text); text or json of what is not about images."),
    COLOR("color", "WHEN", Count.ONCE, Use.REPORTING, "auto, always or never (default: auto)."),
    UNMATCHED(
            "unmatched",
            "ACTION",
            Count.ONCE,
            Use.SERVING,
            "Images of which no policy speaks: allow, warn or deny (default: warn)."),
    PULL_SECRETS(
            "pull-secrets",
            "ACTION",
            Count.ONCE,
            Use.SERVING,
            "Pull secrets that Pods name, where a RoleBinding lets us read them: ignore or use (default: ignore)."),
    EVENTS(
            "events",
            "ACTION",
            Count.ONCE,
            Use.SERVING,
            "Events about what is found: write or none (default: write, but none with --policy)."),
    PIN_TAGS(
            "pin-tags",
            "WHICH",
            Count.ONCE,
            Use.SERVING,
            "Tags in Pods that POST /mutate replaces by digests: none or verified (default: none)."),
    REPLICA(
            "replica",
            "NAME",
            Count.ONCE,
            Use.SERVING,
            "How this replica is called in the status of the cluster's policies (default: the host's name)."),
    RUNNING_PODS(
            "running-pods",
            "ACTION",
            Count.ONCE,
            Use.SERVING,
            "Images of running Pods, asked about at the start so that they are known: ignore or use (default: ignore)."),
    CACHE_FILE(
            "cache-file",
            "F",
            Count.ONCE,
            Use.SERVING,
            "File that keeps registries' answers about proven images, for the next start (default: none)."),
    SELF_CHECK_PERIOD(
            "self-check-period",
            "SECONDS",
            Count.ONCE,
            Use.SERVING,
            "How often the self-check looks at it; 0: never (default: 60)."),
    OTLP_ENDPOINT(
            "otlp-endpoint",
            "URL",
            Count.ONCE,
            Use.SERVING,
            "OpenTelemetry collector that is sent a trace of each review, by OTLP over HTTP (default: none)."),
    SHUTDOWN_DELAY(
            "shutdown-delay",
            "SECONDS",
            Count.ONCE,
            Use.SERVING,
            "How long reviews are still answered, not ready any more, after SIGTERM (default: 0)."),
    HTTPS_PORT("https-port", "PORT", Count.ONCE, Use.SERVING, "Reviews; 0 takes a free one (default: 10250)."),
    MANAGEMENT_PORT(
            "management-port",
            "PORT",
            Count.ONCE,
            Use.SERVING,
            "Health and metrics; 0 takes a free one (default: 9000)."),
    TLS_CERTIFICATE(
            "tls-certificate",
            "F",
            Count.ONCE,
            Use.SERVING,
            "Serving certificate and its chain (PEM). Required, or --tls-secret."),
    TLS_KEY(
            "tls-key",
            "F",
            Count.ONCE,
            Use.SERVING,
            "The certificate's private key (PEM, PKCS #8). Required, or --tls-secret."),
    TLS_SECRET(
            "tls-secret",
            "NAMESPACE/NAME",
            Count.ONCE,
            Use.SERVING,
            "Secret in which the replicas keep a certificate that they make and renew themselves."),
    TLS_HOST("tls-host", "HOST", Count.SEVERAL, Use.SERVING, "DNS name in that certificate: SERVICE.NAMESPACE.svc."),
    WEBHOOK_CONFIGURATION(
            "webhook-configuration",
            "NAME",
            Count.ONCE,
            Use.SERVING,
            "Our own webhook configurations, which the self-check looks at (default: provenance-gate, but none with"
                    + " --policy); with --tls-secret those named here are made to trust the certificate.");

    private static final Pattern USUAL = Pattern.compile("\\(default: ([^)]*)\\)");
    private static final String VARIABLE_PREFIX = "PROVGATE_";

    private final String key;
    private final String label;
    private final Count count;
    private final Use use;
    private final String description;

    Setting(String key, String label, Count count, Use use, String description) {
        this.key = key;
        this.label = label;
        this.count = count;
        this.use = use;
        this.description = description;
    }

    /// How many values a setting may have.
    public enum Count {
        ONCE,
        /// The option is repeated; a list in the file; separated by commas in the environment.
        SEVERAL
    }

    /// The commands that take a setting.
    enum Use {
        EVERYWHERE,
        REPORTING,
        SERVING
    }

    /// The setting of a key in the configuration file.
    public static Optional<Setting> ofKey(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key.equals(key))
                .findFirst();
    }

    static List<Setting> of(Use always, Use... others) {
        List<Use> wanted = List.of(others);
        return Arrays.stream(values())
                .filter(setting -> setting.use == always || wanted.contains(setting.use))
                .toList();
    }

    /// Its name in the configuration file.
    public String key() {
        return key;
    }

    /// Its name on the command line.
    public String option() {
        return "--" + key;
    }

    /// Its name in the environment.
    public String variable() {
        return VARIABLE_PREFIX + key.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    public Count count() {
        return count;
    }

    /// What its value looks like.
    public String label() {
        return label;
    }

    String description() {
        return description;
    }

    /// What is in force where nobody writes anything, as its description says; empty where that is nothing.
    public Optional<String> usual() {
        Matcher words = USUAL.matcher(description);
        return words.find() ? Optional.of(words.group(1)).filter(usual -> !usual.equals("none")) : Optional.empty();
    }
}
