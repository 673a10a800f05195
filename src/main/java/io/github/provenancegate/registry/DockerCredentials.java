package io.github.provenancegate.registry;

import com.google.cloud.tools.jib.api.LogEvent;
import com.google.cloud.tools.jib.registry.credentials.DockerConfigCredentialRetriever;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verify.Credentials;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/// The credentials of a Docker `config.json`, read by jib: its `auths`, `credHelpers` and `credsStore`.
///
/// Credential helpers are programs, so this is a way out of the process beside the transport. A helper can
/// hang, and nothing can be done about that from here: callers leave at their deadline, and for each registry
/// there is never more than one helper at a time. The file is read again after a minute, and whatever changed
/// in it counts then.
public final class DockerCredentials implements Credentials {
    /// How long an answer is remembered: shorter than the life of any token that a helper hands out.
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    /// More registries than a cluster's policies name; beyond it, all are asked for anew.
    private static final int HOSTS_MAX = 1024;

    /// What helpers print when they are fine but have nothing (the docker-credential-helpers project).
    private static final String NOTHING_FOUND = "credentials not found in native keychain";

    private final Path file;
    private final LongSupplier nanoTime;
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Optional<Credential>>> underWay = new ConcurrentHashMap<>();

    private record Remembered(Optional<Credential> credential, long until) {}

    private DockerCredentials(Path file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
    }

    /// The credentials of a folder's `config.json`, or of `.dockerconfigjson`, as Kubernetes mounts a secret.
    ///
    /// @param folder as `--docker-config` names it
    /// @throws IllegalArgumentException when neither file is there: who names a folder means it
    public static DockerCredentials of(Path folder, LongSupplier nanoTime) {
        Path file = fileIn(folder);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("there is no config.json in " + folder);
        }
        return new DockerCredentials(file, nanoTime);
    }

    /// The credentials where Docker keeps them: in the folder of the variable `DOCKER_CONFIG`, else in
    /// `~/.docker`. Without such a file each registry is read anonymously.
    public static DockerCredentials ofUser(Map<String, String> environment, Path home, LongSupplier nanoTime) {
        String named = environment.getOrDefault("DOCKER_CONFIG", "");
        return new DockerCredentials(fileIn(named.isEmpty() ? home.resolve(".docker") : Path.of(named)), nanoTime);
    }

    private static Path fileIn(Path folder) {
        Path mounted = folder.resolve(".dockerconfigjson");
        Path usual = folder.resolve("config.json");
        return Files.exists(mounted) && !Files.exists(usual) ? mounted : usual;
    }

    @Override
    public Optional<Credential> forRepository(Repository repository, Inquiry inquiry) {
        String host = repository.host();
        Remembered known = remembered.get(host);
        if (known != null && known.until() - nanoTime.getAsLong() > 0) {
            return known.credential();
        }
        CompletableFuture<Optional<Credential>> answer = underWay.computeIfAbsent(host, this::ask);
        try {
            return answer.get(inquiry.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw tooLate(host);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw tooLate(host);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof UndeterminedException couldNotAsk) {
                throw couldNotAsk;
            }
            throw new IllegalStateException("looking for a credential failed", failed);
        }
    }

    private UndeterminedException tooLate(String host) {
        return new UndeterminedException(
                ReasonCode.DEADLINE_EXCEEDED,
                "the credential helper that " + file + " names for " + host + " did not answer in time");
    }

    /// On a platform thread: a helper's output is read in native code.
    private CompletableFuture<Optional<Credential>> ask(String host) {
        CompletableFuture<Optional<Credential>> answer = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("docker-credentials").start(() -> {
            try {
                Optional<Credential> credential = read(host);
                if (remembered.size() >= HOSTS_MAX) {
                    remembered.clear();
                }
                remembered.put(host, new Remembered(credential, nanoTime.getAsLong() + REMEMBERED.toNanos()));
                // before it is told: who asks after the telling must not meet this answer as one still under way
                underWay.remove(host, answer);
                answer.complete(credential);
            } catch (Throwable failed) { // else callers would wait for an answer that nobody gives
                underWay.remove(host, answer);
                answer.completeExceptionally(failed);
            }
        });
        return answer;
    }

    private Optional<Credential> read(String host) {
        List<String> warnings = new ArrayList<>();
        Optional<com.google.cloud.tools.jib.api.Credential> found;
        try {
            found = DockerConfigCredentialRetriever.create(host, file).retrieve(event -> {
                if (event.getLevel() == LogEvent.Level.WARN) {
                    warnings.add(event.getMessage());
                }
            });
        } catch (IOException | RuntimeException refused) { // its message may repeat what stands in the file
            throw new UndeterminedException(
                    ReasonCode.REGISTRY_UNAUTHORIZED,
                    file + " cannot be read as Docker's config.json while looking for a credential for " + host,
                    refused);
        }
        if (found.isEmpty() && warnings.stream().anyMatch(warning -> !warning.contains(NOTHING_FOUND))) {
            throw new UndeterminedException( // a warning may repeat what the helper printed
                    ReasonCode.REGISTRY_UNAUTHORIZED,
                    "the credential helper that " + file + " names for " + host
                            + " is missing or failed: try it by hand, or log in again");
        }
        return found.map(DockerCredentials::translate);
    }

    private static Credential translate(com.google.cloud.tools.jib.api.Credential read) {
        return read.isOAuth2RefreshToken()
                ? new Credential.IdentityToken(new Secret(read.getPassword()))
                : new Credential.Basic(read.getUsername(), new Secret(read.getPassword()));
    }

    /// Without what it holds.
    @Override
    public String toString() {
        return "the credentials in " + file;
    }
}
