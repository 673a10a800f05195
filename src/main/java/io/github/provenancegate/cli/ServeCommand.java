package io.github.provenancegate.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `provgate serve`.
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Serve admission reviews to a Kubernetes API server over HTTPS (POST /validate, /warn, /mutate).",
            "",
            "Without --policy the policies are those of the cluster that KUBECONFIG names, or that it runs in, and"
                    + " changes take effect at once.",
            "",
            "Refuses to start, with file and line, on a policy file, trust root or certificate that cannot be used. Health"
                    + " (/q/health/live, /q/health/ready) and metrics (/q/metrics) are on the management port.",
            ""
        },
        footer = {
            "",
            "Every option is also a variable PROVGATE_… of the environment (PROVGATE_HTTPS_PORT) and a key of the"
                    + " configuration file (https-port).",
            "",
            "Example:",
            "  provgate serve --policy policies/ --tls-certificate tls.crt --tls-key tls.key"
        })
final class ServeCommand implements Callable<Integer> {
    private final Application application;

    @Spec
    private CommandSpec spec;

    ServeCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        return application.serve(Options.in(spec.commandLine().getParseResult()));
    }
}
