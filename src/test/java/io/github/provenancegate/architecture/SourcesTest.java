package io.github.provenancegate.architecture;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The rules of the house that only the source text tells, and an attack on each.
class SourcesTest {
    private static final Path SHIPPED = Path.of("src", "main", "java");
    private static final Path TESTS = Path.of("src", "test", "java");

    /// Tests hold attacks and tables; their length is held to the same rules, their words are not.
    @Test
    void everyShippedFileKeepsTheRules() throws IOException {
        Set<String> cases = casesOfSealedTypes();

        assertThat(cases).contains("DeliveryVerified", "Deny", "Proven");
        assertThat(files(SHIPPED)).hasSizeGreaterThan(20);
        assertThat(faults(SHIPPED, cases)).isEmpty();
    }

    @Test
    void everyTestFileKeepsTheRules() throws IOException {
        assertThat(faults(TESTS, casesOfSealedTypes())).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIs() throws IOException {
        Set<Path> packages = files(SHIPPED).stream().map(Path::getParent).collect(toSet());

        assertThat(packages)
                .hasSizeGreaterThanOrEqualTo(Picture.CORE.size())
                .allSatisfy(folder -> assertThat(Files.readString(folder.resolve("package-info.java")))
                        .startsWith("/// "));
    }

    @Test
    void aLongFileIsAFault() throws IOException {
        assertThat(faults("\n".repeat(301), Set.of())).containsExactly("A.java has 301 lines");
        assertThat(faults("\n".repeat(300), Set.of())).isEmpty();
    }

    @Test
    void aLongMethodIsAFault() throws IOException {
        String tooLong = "class A {\n    void m() {\n" + "        ;\n".repeat(59) + "    }\n}\n";
        String longest = "class A {\n    void m() {\n" + "        ;\n".repeat(58) + "    }\n}\n";

        assertThat(faults(tooLong, Set.of())).containsExactly("A.java: m has 61 lines");
        assertThat(faults(longest, Set.of())).isEmpty();
    }

    @Test
    void aPublicTypeWithoutWordsIsAFault() throws IOException {
        assertThat(faults("public class A {}", Set.of())).containsExactly("A.java: A does not say what it is");
        assertThat(faults("/// What it is.\npublic class A {}", Set.of())).isEmpty();
    }

    @Test
    void aDefaultOverASealedTypeIsAFault() throws IOException {
        String branches = "case Verdict.Unsigned _ -> 1; case Verdict.Partial(var c, var d) -> 2;";

        assertThat(faults(switching(branches + " default -> 3;"), Set.of("Partial", "Unsigned")))
                .containsExactly("A.java: a switch over Unsigned and its siblings has a default");
        assertThat(faults(switching(branches), Set.of("Partial", "Unsigned"))).isEmpty();
        assertThat(faults(switching("case String s -> 1; default -> 3;"), Set.of("Partial")))
                .isEmpty();
    }

    private static String switching(String branches) {
        return "class A { int m(Object o) { return switch (o) { " + branches + " }; } }";
    }

    private static List<String> faults(Path root, Set<String> cases) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (Path file : files(root)) {
            texts.put(root.relativize(file).toString(), Files.readString(file));
        }
        return Sources.faults(texts, cases);
    }

    private static List<String> faults(String text, Set<String> cases) throws IOException {
        return Sources.faults(Map.of("A.java", text), cases);
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static Set<String> casesOfSealedTypes() {
        return new ClassFileImporter()
                .importPath(Path.of("target", "classes")).stream()
                        .filter(type -> type.isInterface() && type.reflect().isSealed())
                        .flatMap(type -> Arrays.stream(type.reflect().getPermittedSubclasses()))
                        .map(Class::getSimpleName)
                        .collect(toSet());
    }
}
