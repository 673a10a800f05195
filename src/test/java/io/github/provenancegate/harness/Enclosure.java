package io.github.provenancegate.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Namespaces of its own for a node: its processes, its mounts and its network end with its first process.
///
/// ```
/// this machine                      enclosure
/// HOST ── outside .2 ══ veth ══ bridge .1 NODE ── bridge ── Pods
/// ```
///
/// The link leads to this machine and no further: there is no route from it to anywhere else.
final class Enclosure implements AutoCloseable {
    private static final Duration STEP_MAX = Duration.ofMinutes(1);
    private static final int NETWORKS = 256;

    private final RealProcess first;
    private final ProcessHandle inner;
    private final Path folder;
    private final String network = "10.99." + ThreadLocalRandom.current().nextInt(NETWORKS);
    private final List<String> enter;
    private final List<RealProcess> started = new ArrayList<>();

    private Enclosure(Path folder) {
        this.folder = folder;
        first = RealProcess.start(
                Command.of(
                        "unshare",
                        "--net",
                        "--mount",
                        "--propagation",
                        "private",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        GoTool.PAUSE.binary().toString()),
                folder.resolve("enclosure.log"));
        first.awaitReady("the enclosure is there", STEP_MAX, () -> first.log().contains("running"));
        inner = ProcessHandle.of(first.pid()).stream()
                .flatMap(ProcessHandle::children)
                .findFirst()
                .orElseThrow();
        enter = List.of("nsenter", "--target=" + inner.pid(), "--net", "--mount", "--pid", "--wd=" + folder, "--");
    }

    /// Where this user may not make one, or a program is missing, the calling test is skipped or failed
    /// ([MissingPart]).
    ///
    /// @param folder for logs; an absolute path that does not lie in `/run` or `/var`
    static Enclosure open(Path folder) {
        Installed.requireRoot("make network and mount namespaces");
        Installed.program("unshare", "util-linux");
        Installed.program("nsenter", "util-linux");
        Installed.program("ip", "iproute2");
        var tried = Command.of("unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "ip", "link")
                .run(STEP_MAX);
        if (tried.exitCode() != 0) {
            throw MissingPart.skip("this machine lets nobody make namespaces: "
                    + tried.stderr().strip());
        }
        var enclosure = new Enclosure(folder);
        var parts = new CloseStack();
        parts.push(enclosure);
        return CloseStack.startTogether(parts, () -> {
            enclosure.mount();
            enclosure.link();
            return enclosure;
        });
    }

    /// What programs leave in the system's folders ends with them.
    private void mount() {
        run("mount", "-t", "tmpfs", "enclosure", "/run");
        var own = run("mktemp", "-d", "-p", "/run").stdout().strip();
        run("mkdir", own + "/upper", own + "/work");
        var layers = "lowerdir=/var,upperdir=%1$s/upper,workdir=%1$s/work".formatted(own);
        run("mount", "-t", "overlay", "-o", layers, "enclosure", "/var");
    }

    private void link() {
        var pid = String.valueOf(inner.pid());
        var outside = "pg" + pid;
        run("ip", "link", "set", "lo", "up");
        run("ip", "link", "add", "node0", "type", "bridge");
        run("ip", "address", "add", node() + "/24", "dev", "node0");
        outside("ip", "link", "add", outside, "type", "veth", "peer", "name", "uplink", "netns", pid);
        run("ip", "link", "set", "uplink", "master", "node0", "up");
        run("ip", "link", "set", "node0", "up");
        // A node needs one; nobody is there who would pass anything on.
        run("ip", "route", "add", "default", "dev", "node0");
        outside("ip", "address", "add", host() + "/24", "dev", outside);
        outside("ip", "link", "set", outside, "up");
    }

    /// The node's address, which this machine reaches too.
    String node() {
        return network + ".1";
    }

    /// This machine's address, which the node and its Pods reach.
    String host() {
        return network + ".2";
    }

    /// The same command inside.
    Command inside(Command command) {
        var line = new ArrayList<>(enter);
        line.addAll(command.line());
        return Command.of(line).in(command.folder()).with(command.environment());
    }

    /// Runs a program inside to its end.
    Outcome run(String... line) {
        return inside(Command.of(line).in(folder)).run(STEP_MAX).expectSuccess();
    }

    /// Starts a program inside; it ends with the enclosure at the latest.
    RealProcess start(Command command) {
        return RealProcess.start(inside(command), folder.resolve(command.name().split(" ", 2)[0] + ".log"));
    }

    /// Gives names to whatever is started from now on.
    ///
    /// @param hosts in the format of `/etc/hosts`
    void resolve(Path hosts) {
        run("mount", "--bind", hosts.toString(), "/etc/hosts");
    }

    private static void outside(String... line) {
        Command.of(line).run(STEP_MAX).expectSuccess();
    }

    /// Kills everything inside; the kernel takes its mounts and its network with it.
    @Override
    public void close() {
        inner.destroyForcibly();
        // Who stands outside and waits for a program inside may have been stopped together with it.
        started.forEach(RealProcess::kill);
        first.close();
    }
}
