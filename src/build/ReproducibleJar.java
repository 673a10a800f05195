import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Writes the jar anew so that two builds of the same sources yield the same bytes. A step of the build, run by the
/// JDK's source launcher.
///
/// Two things in Quarkus 3.33 depend on which of its threads came first: the order in the jar, and the running numbers
/// by which the classes that it generates hand objects to each other (mended in Quarkus 3.35 by
/// https://github.com/quarkusio/quarkus/pull/53025). Here the entries are sorted, and the numbers given anew in the
/// order of the sorted classes.
final class ReproducibleJar {
    private static final String GENERATED = "io/quarkus/runner/recorded/";
    private static final String RUNNING_NUMBER = "proxykey\\d+";

    /// The constants of a class file that take two entries of its table (JVMS 4.4.5).
    private static final List<Integer> WIDE = List.of(5, 6);

    private static final int UTF8 = 1;

    private final Map<String, String> numbers = new HashMap<>();

    public static void main(String[] arguments) throws IOException {
        var jar = Path.of(arguments[0]);
        var written = jar.resolveSibling(jar.getFileName() + ".sorted");
        new ReproducibleJar().write(jar, written);
        Files.move(written, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private void write(Path jar, Path written) throws IOException {
        try (var in = new ZipFile(jar.toFile());
                var out = new ZipOutputStream(Files.newOutputStream(written))) {
            out.setLevel(Deflater.BEST_COMPRESSION);
            for (var entry : in.stream().sorted(byName()).toList()) {
                var copy = new ZipEntry(entry.getName());
                copy.setTimeLocal(entry.getTimeLocal());
                out.putNextEntry(copy);
                byte[] bytes = in.getInputStream(entry).readAllBytes();
                out.write(entry.getName().startsWith(GENERATED) && !entry.isDirectory() ? renumbered(bytes) : bytes);
            }
        }
    }

    /// The manifest comes first: whoever reads a jar as a stream looks for it there.
    private static Comparator<ZipEntry> byName() {
        return Comparator.comparing((ZipEntry entry) -> !JarFile.MANIFEST_NAME.startsWith(entry.getName()))
                .thenComparing(ZipEntry::getName);
    }

    /// The class with other strings in its table of constants; all else refers to them by their place (JVMS 4.4).
    private byte[] renumbered(byte[] classFile) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(classFile));
        var bytes = new ByteArrayOutputStream(classFile.length);
        var out = new DataOutputStream(bytes);
        out.writeLong(in.readLong());
        int constants = in.readUnsignedShort();
        out.writeShort(constants);
        for (int i = 1; i < constants; i++) {
            int tag = in.readUnsignedByte();
            out.writeByte(tag);
            if (tag == UTF8) {
                out.writeUTF(renumbered(in.readUTF()));
            } else {
                out.write(in.readNBytes(length(tag)));
            }
            i += WIDE.contains(tag) ? 1 : 0;
        }
        in.transferTo(out);
        return bytes.toByteArray();
    }

    private String renumbered(String constant) {
        return constant.matches(RUNNING_NUMBER)
                ? numbers.computeIfAbsent(constant, _ -> "proxykey" + numbers.size())
                : constant;
    }

    /// How many bytes follow the tag of a constant (JVMS 4.4).
    private static int length(int tag) {
        return switch (tag) {
            case 7, 8, 16, 19, 20 -> 2;
            case 15 -> 3;
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
            case 5, 6 -> 8;
            default -> throw new IllegalStateException("a constant of kind " + tag + " in a class file");
        };
    }
}
