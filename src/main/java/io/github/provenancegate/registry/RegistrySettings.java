package io.github.provenancegate.registry;

import io.github.provenancegate.image.Repository;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What an operator says about registries.
///
/// @param tokenHosts registry host to the one other host at which it may hand out tokens
public record RegistrySettings(Map<String, String> tokenHosts) {
    /// Docker Hub has always had its tokens elsewhere, and its API under another name than its images.
    private static final Map<String, String> WELL_KNOWN_TOKEN_HOSTS = Map.of("docker.io", "auth.docker.io");

    /// No registry hands out tokens anywhere but at its own host.
    public static final RegistrySettings DEFAULT = new RegistrySettings(Map.of());

    public RegistrySettings {
        tokenHosts = Map.copyOf(tokenHosts);
    }

    /// Reads the values of `--token-host HOST=HOST`.
    ///
    /// @throws IllegalArgumentException when one is not of that form, or a registry is named twice
    public static RegistrySettings parse(List<String> tokenHostOptions) {
        Map<String, String> tokenHosts = new HashMap<>();
        for (String option : tokenHostOptions) {
            String[] hosts = option.toLowerCase(Locale.ROOT).split("=", -1);
            if (hosts.length != 2 || !Repository.isHost(hosts[0]) || !Repository.isHost(hosts[1])) {
                throw new IllegalArgumentException("\"" + option + "\" is not of the form HOST=HOST");
            }
            if (tokenHosts.put(hosts[0], hosts[1]) != null) {
                throw new IllegalArgumentException(hosts[0] + " is given two token hosts");
            }
        }
        return new RegistrySettings(tokenHosts);
    }

    Optional<String> tokenHost(String registry) {
        return Optional.ofNullable(tokenHosts.getOrDefault(registry, WELL_KNOWN_TOKEN_HOSTS.get(registry)));
    }
}
