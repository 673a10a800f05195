package io.github.provenancegate.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Classes that a test writes, compiled together (a compiler is slow to start) and looked at one by one.
final class Compiled {
    private final JavaClasses all;

    private Compiled(JavaClasses all) {
        this.all = all;
    }

    /// @param folder an empty folder
    /// @param bodies what stands in the braces of each class, by the class's name below the root
    static Compiled of(Path folder, Map<String, String> bodies) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        Path classes = Files.createDirectories(folder.resolve("classes"));
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean succeeded = compiler.getTask(
                            complaints,
                            files,
                            null,
                            List.of("-proc:none", "-nowarn", "-d", classes.toString()),
                            null,
                            files.getJavaFileObjectsFromPaths(
                                    write(folder.resolve("sources"), bodies).values()))
                    .call();
            assertThat(succeeded).as(complaints.toString()).isTrue();
        }
        return new Compiled(new ClassFileImporter().importPath(classes));
    }

    /// Only this class, with what is nested in it.
    JavaClasses only(String name) {
        return only(List.of(name));
    }

    /// Only these classes, with what is nested in them.
    JavaClasses only(List<String> names) {
        List<String> full =
                names.stream().map(name -> Picture.ROOT + "." + name).toList();
        return all.that(
                describe("are " + names, type -> full.contains(type.getName().replaceFirst("\\$.*", ""))));
    }

    private static Map<String, Path> write(Path sources, Map<String, String> bodies) throws IOException {
        Map<String, Path> written = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : bodies.entrySet()) {
            String name = entry.getKey();
            int dot = name.lastIndexOf('.');
            Path file = sources.resolve(name.replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file,
                    "package %s.%s;%npublic class %s { %s }%n"
                            .formatted(
                                    Picture.ROOT, name.substring(0, dot), name.substring(dot + 1), entry.getValue()));
            written.put(name, file);
        }
        return written;
    }
}
