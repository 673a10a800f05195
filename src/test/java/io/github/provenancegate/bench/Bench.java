package io.github.provenancegate.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.runner.RunnerException;

/// Prints how fast the product is on this machine. Takes four minutes on an idle machine; asks nobody outside
/// it.
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) throws RunnerException, IOException {
        System.err.println("Measuring; details of the parts go to " + Parts.DETAILS + " …");
        System.out.printf("%nProvenance Gate, measured on %s%n", machine());
        print("Registry requests", RegistryRequests.count());
        print("Cold verdicts at a distance: TLS, HTTP/2, connection and token ready", ColdVerdicts.measure());
        print(
                "Parts: one thread, code compiled, nothing remembered (cold: from a registry's bytes to proof)",
                Parts.measure());
        Path folder = Files.createTempDirectory("provgate-bench-cache-");
        Path cache = StartUpCache.ofServer(folder);
        print(
                "Through a real API server: creations that are not stored, warm Pods of 2 containers by digest",
                ThroughApiServer.measure(cache));
        print("Command line: the packaged launcher, from the start of its process to its end", Auditor.measure());
        print(
                "Webhook: HTTPS, connections kept, Pods of 2 containers with one image by digest",
                Webhook.measure(cache));
        Files.delete(cache);
        Files.delete(folder);
    }

    private static void print(String title, String text) {
        System.out.printf("%n%s%n%s", title, text);
    }

    private static String machine() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return "%d cores, %s, %s %s, load before %.1f"
                .formatted(
                        system.getAvailableProcessors(),
                        System.getProperty("java.vm.vendor") + " JDK " + Runtime.version(),
                        system.getName(),
                        system.getArch(),
                        system.getSystemLoadAverage());
    }
}
