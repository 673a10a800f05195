package io.github.provenancegate.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The picture of the house as data: which package may know which. It stands in the README too.
final class Picture {
    static final String ROOT = "io.github.provenancegate";

    /// No socket, no clock, no JSON, no framework.
    static final Set<String> CORE = Set.of("image", "evidence", "verdict", "policy", "verify");

    /// Sees everything and is seen by nobody.
    static final String WIRING = "app";

    /// Each package and those that it may see beside itself.
    private static final Map<String, Set<String>> MAY_SEE = Map.ofEntries(
            Map.entry("image", Set.of()),
            Map.entry("evidence", Set.of("image")),
            Map.entry("verdict", Set.of("image", "evidence")),
            Map.entry("policy", Set.of("image", "evidence", "verdict")),
            Map.entry("verify", Set.of("image", "evidence", "verdict")),
            Map.entry("transport", Set.of("evidence", "verify")),
            Map.entry("registry", Set.of("image", "evidence", "verify", "transport")),
            Map.entry("sigstore", Set.of("image", "evidence", "verify", "transport")),
            Map.entry("chainguard", Set.of("image", "evidence", "verify", "transport")),
            Map.entry("cache", Set.of("image", "evidence", "verify")),
            Map.entry("kubernetes", Set.of("image", "evidence", "verdict", "policy")),
            Map.entry("webhook", Set.of("image", "evidence", "verdict", "policy", "verify", "kubernetes")),
            Map.entry("cluster", Set.of("image", "evidence", "verdict", "policy", "verify", "kubernetes")),
            Map.entry("report", Set.of("image", "evidence", "verdict", "policy")),
            Map.entry("cli", Set.of("image", "evidence", "verdict", "policy", "verify", "report", "kubernetes")));

    /// Single classes beyond the table, each with its reason.
    private static final Map<String, Set<String>> EXCEPTIONS = Map.of(
            // The port hands down whose signatures to try first.
            "sigstore", Set.of(ROOT + ".verdict.AllowedSigners", ROOT + ".verdict.AllowedSigner"),
            "cache", Set.of(ROOT + ".verdict.AllowedSigners", ROOT + ".verdict.AllowedSigner"));

    private Picture() {}

    /// Every package of the table, the wiring among them.
    static Set<String> packages() {
        Set<String> all = new TreeSet<>(MAY_SEE.keySet());
        all.add(WIRING);
        return all;
    }

    /// Whether code of package `from` may know `target`.
    static boolean allows(String from, JavaClass target) {
        String owner = packageOf(target);
        return from.equals(WIRING)
                || owner.equals(from)
                || MAY_SEE.getOrDefault(from, Set.of()).contains(owner)
                || EXCEPTIONS.getOrDefault(from, Set.of()).contains(topLevel(target));
    }

    /// The name directly below the root, or the whole package name of a class that is not ours.
    static String packageOf(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(ROOT + ".")) {
            return name;
        }
        return name.substring(ROOT.length() + 1).split("\\.", 2)[0];
    }

    /// Whether the class is ours.
    static boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
    }

    /// The packages in which classes are, with their number.
    static Map<String, Integer> census(Iterable<JavaClass> classes) {
        Map<String, Integer> census = new TreeMap<>();
        for (JavaClass type : classes) {
            census.merge(packageOf(type), 1, Integer::sum);
        }
        return census;
    }

    private static String topLevel(JavaClass type) {
        return type.getFullName().replaceFirst("\\$.*", "").replace("[]", "");
    }
}
