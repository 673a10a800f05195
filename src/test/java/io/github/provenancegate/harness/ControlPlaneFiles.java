package io.github.provenancegate.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a control plane and its clients read and write, in one folder.
///
/// @param server the API server
/// @param certificates the API server's own
record ControlPlaneFiles(Path folder, URI server, TestCertificates certificates) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A file that makes any Kubernetes client the one whose token it is.
    Path kubeconfig(String name, String token) {
        return write(name, """
                apiVersion: v1
                kind: Config
                clusters: [{name: test, cluster: {server: "%s", certificate-authority: "%s"}}]
                users: [{name: user, user: {token: "%s"}}]
                contexts: [{name: test, context: {cluster: test, user: user}}]
                current-context: test
                """.formatted(server, certificates.authority(), token));
    }

    /// Where the API server writes its audit log.
    Path auditLog() {
        return folder.resolve("audit.log");
    }

    /// What is in the audit log so far.
    List<JsonNode> auditEvents() {
        try (var lines = Files.lines(auditLog())) {
            // A line still being written has no end yet.
            return lines.filter(line -> line.endsWith("}"))
                    .map(ControlPlaneFiles::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
