package io.github.provenancegate.harness;

import io.github.provenancegate.fake.Identity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Real cosign, as a verifier of images in registries on loopback.
final class Cosign {
    /// It answers within a second; a busy machine may take longer.
    private static final Duration VERIFICATION_MAX = Duration.ofMinutes(2);

    private final String binary = GoTool.COSIGN.binary().toString();
    private final Path home;
    private final Path trustedRoot;

    /// @param home an empty folder, so that nothing of this machine's user matters
    Cosign(Path home, Path trustedRoot) {
        this.home = home;
        this.trustedRoot = trustedRoot;
    }

    /// Asks for exactly this signer.
    Outcome verify(String image, Identity signer, List<String> options) {
        return verify(image, signer, options, Map.of());
    }

    /// The same with more variables in the environment.
    Outcome verify(String image, Identity signer, List<String> options, Map<String, String> variables) {
        var environment = new HashMap<>(variables);
        environment.put("HOME", home.toString());
        environment.put("TUF_ROOT", home.resolve("tuf").toString());
        var line = Stream.of(
                Stream.of(
                        binary,
                        "verify",
                        "--allow-http-registry",
                        "--trusted-root=" + trustedRoot,
                        "--certificate-identity=" + signer.subject(),
                        "--certificate-oidc-issuer=" + signer.issuer()),
                options.stream(),
                Stream.of(image));
        return Command.of(line.flatMap(part -> part).toList())
                .in(home)
                .with(environment)
                .run(VERIFICATION_MAX);
    }
}
