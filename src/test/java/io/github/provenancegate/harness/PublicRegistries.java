package io.github.provenancegate.harness;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// The public registries as everybody in a [OneNodeCluster] sees them: their names lead to the one registry beside it,
/// over TLS and on the usual port.
record PublicRegistries(String address, TestCertificates certificates) {
    /// As image references begin.
    static final List<String> IN_REFERENCES = List.of("cgr.dev", "ghcr.io", "docker.io");

    private static final String[] HOSTS = {"cgr.dev", "ghcr.io", "registry-1.docker.io"};
    private static final int HTTPS = 443;

    /// @param address of this machine, on which the registry listens
    static PublicRegistries serve(DistributionRegistry registry, String address, Path folder) {
        var certificates = TestCertificates.createIn(folder, HOSTS);
        registry.serveOverTls(certificates, HTTPS);
        return new PublicRegistries(address, certificates);
    }

    /// In the format of `/etc/hosts`.
    String hosts() {
        return List.of(HOSTS).stream()
                .map(host -> address + " " + host + "\n")
                .collect(Collectors.joining("", "127.0.0.1 localhost\n", ""));
    }
}
