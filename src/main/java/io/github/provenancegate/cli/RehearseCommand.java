package io.github.provenancegate.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `provgate rehearse`: what the image's build trains its ahead-of-time cache with. Hidden, since nobody else
/// needs it.
@Command(
        name = "rehearse",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Start the webhook with a certificate and a policy of its own, review a few Pods, and end.")
final class RehearseCommand implements Callable<Integer> {
    private final Application application;

    RehearseCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        return application.rehearse();
    }
}
