package io.github.provenancegate.registry;

import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verify.Credentials.Credential;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.UndeterminedException;
import java.nio.file.Path;
import java.time.Duration;

/// Prints which credential a folder has for each host, one a line; a program of its own, so that its PATH can
/// be set.
final class DockerCredentialsProbe {
    private DockerCredentialsProbe() {}

    public static void main(String[] arguments) {
        DockerCredentials credentials = DockerCredentials.of(Path.of(arguments[0]), System::nanoTime);
        for (int i = 1; i < arguments.length; i++) {
            System.out.println(ask(credentials, arguments[i]));
        }
        // what a hanging helper has started, this program has
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
    }

    private static String ask(DockerCredentials credentials, String host) {
        Deadline deadline = Deadline.after(
                host.startsWith("hanging") ? Duration.ofMillis(200) : Duration.ofSeconds(10), System::nanoTime);
        try {
            return credentials
                    .forRepository(new Repository(host, "any"), new Inquiry(deadline, Observer.SILENT))
                    .map(credential -> switch (credential) {
                        case Credential.Basic basic ->
                            basic.user() + "/" + basic.password().revealUnsafe();
                        case Credential.IdentityToken token ->
                            "token/" + token.token().revealUnsafe();
                    })
                    .orElse("anonymous");
        } catch (UndeterminedException couldNotAsk) {
            return couldNotAsk.sentence().contains("secret")
                    ? "a secret was told"
                    : couldNotAsk.code().name();
        }
    }
}
