package io.github.provenancegate.cli;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The threads of a command. Not virtual ones: those wait for the network in a thread that never leaves the operating
/// system, and a JVM that ends gives such a thread a third of a second to come back, half of what a short command
/// takes.
public final class CommandThreads {
    private CommandThreads() {}

    /// As many as there is work for at once, which no exit waits for.
    ///
    /// @param name what they do, for whoever looks at a dump of them
    public static ExecutorService named(String name) {
        return Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name(name + "-", 0).factory());
    }
}
