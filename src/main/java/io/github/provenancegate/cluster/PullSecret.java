package io.github.provenancegate.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verify.Credentials.Credential;
import io.github.provenancegate.verify.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a Secret of type `kubernetes.io/dockerconfigjson` says: credentials by registry, or by registry and the
/// beginning of a path (Kubernetes documentation, "Pull an Image from a Private Registry").
///
/// Its author is whoever may write Secrets in a namespace. So its `credHelpers` and `credsStore`, which name
/// programs, are never looked at, and a key with a wildcard names no registry here.
final class PullSecret {
    /// A Secret has 1 MiB at most (Kubernetes); so has what it holds.
    private static final int BYTES_MAX = 1 << 20;

    /// More registries than anybody pulls from; what is beyond is not looked at.
    private static final int ENTRIES_MAX = 256;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// The names under which Docker keeps the credential for its own registry.
    private static final List<String> DOCKER_HUB = List.of("index.docker.io", "registry-1.docker.io", "docker.io");

    private final List<Entry> entries;

    /// @param path what the repository's path begins with, whole segments; empty for all of the registry
    private record Entry(String host, String path, Credential credential) {
        boolean covers(Repository repository) {
            return repository.host().equals(host)
                    && (path.isEmpty()
                            || repository.path().equals(path)
                            || repository.path().startsWith(path + "/"));
        }
    }

    private PullSecret(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /// Reads the value of the key `.dockerconfigjson`; entries that cannot be read are left out, as the kubelet
    /// does.
    ///
    /// @return empty when it is no such document at all
    static Optional<PullSecret> parse(byte[] dockerConfigJson) {
        if (dockerConfigJson.length > BYTES_MAX) {
            return Optional.empty();
        }
        JsonNode auths;
        try {
            auths = MAPPER.readTree(dockerConfigJson).path("auths");
        } catch (IOException _) { // its message repeats what it could not read
            return Optional.empty();
        }
        if (!auths.isObject()) {
            return Optional.empty();
        }
        List<Entry> entries = new ArrayList<>();
        auths.properties().stream()
                .limit(ENTRIES_MAX)
                .forEach(auth -> entry(auth.getKey(), auth.getValue()).ifPresent(entries::add));
        entries.sort(
                Comparator.comparingInt((Entry entry) -> entry.path().length()).reversed());
        return Optional.of(new PullSecret(entries));
    }

    private static Optional<Entry> entry(String key, JsonNode auth) {
        String place = key.replaceFirst("^https?://", "").replaceFirst("/v[12]/?$", "");
        String[] parts = place.replaceFirst("/+$", "").split("/", 2);
        String host = parts[0].toLowerCase(Locale.ROOT);
        String named = DOCKER_HUB.contains(host) ? "docker.io" : host;
        return Repository.isHost(named)
                ? credential(auth).map(credential -> new Entry(named, parts.length > 1 ? parts[1] : "", credential))
                : Optional.empty();
    }

    private static Optional<Credential> credential(JsonNode auth) {
        String identityToken = auth.path("identitytoken").asText("");
        if (!identityToken.isEmpty()) {
            return Optional.of(new Credential.IdentityToken(new Secret(identityToken)));
        }
        String user = auth.path("username").asText("");
        String password = auth.path("password").asText("");
        if (!user.isEmpty()) {
            return Optional.of(new Credential.Basic(user, new Secret(password)));
        }
        return pair(auth.path("auth").asText(""));
    }

    /// `user:password` in base64.
    private static Optional<Credential> pair(String encoded) {
        try {
            String decoded = new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = decoded.indexOf(':');
            return colon < 1
                    ? Optional.empty()
                    : Optional.of(new Credential.Basic(
                            decoded.substring(0, colon), new Secret(decoded.substring(colon + 1))));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// The credential for a repository; of several the one with the longest path.
    Optional<Credential> credentialFor(Repository repository) {
        return entries.stream()
                .filter(entry -> entry.covers(repository))
                .findFirst()
                .map(Entry::credential);
    }

    /// Without what it holds.
    @Override
    public String toString() {
        return "a pull secret for "
                + entries.stream().map(Entry::host).distinct().toList();
    }
}
