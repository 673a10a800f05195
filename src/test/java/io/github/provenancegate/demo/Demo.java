package io.github.provenancegate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.provenancegate.demo.AdmissionClient.Answer;
import io.github.provenancegate.demo.DemoImages.DemoImage;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.Outcome;
import io.github.provenancegate.harness.ProvgateProcess;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The main job on one machine: see the package.
public final class Demo {
    private final PrintStream out;
    private final Path folder;
    private final String registry;

    private Demo(PrintStream out, Path folder, String registry) {
        this.out = out;
        this.folder = folder;
        this.registry = registry;
    }

    /// Prints the demo; ends with 1 if an answer is not the one that its image deserves.
    public static void main(String... none) throws IOException {
        List<String> surprises =
                run(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        System.exit(surprises.isEmpty() ? 0 : 1);
    }

    /// Prints the demo.
    ///
    /// @return the answers that no image deserves; none if all is well
    static List<String> run(PrintStream out) throws IOException {
        Path folder = Files.createTempDirectory("provgate-demo-");
        try (FakeRegistry registry = FakeRegistry.start()) {
            VirtualSigstore sigstore = VirtualSigstore.of(InstantSource.system(), new SecureRandom());
            DemoImages images = new DemoImages(ImageStore.of(registry), sigstore);
            List<DemoImage> pushed = images.push();
            Files.writeString(folder.resolve("trusted_root.json"), sigstore.trustedRootJson());
            Files.writeString(folder.resolve("policies.yaml"), images.policies());
            return new Demo(out, folder, registry.host()).show(pushed, images.policies());
        } finally {
            for (String file : List.of("trusted_root.json", "policies.yaml")) {
                Files.deleteIfExists(folder.resolve(file));
            }
            Files.deleteIfExists(folder);
        }
    }

    private List<String> show(List<DemoImage> images, String policies) throws IOException {
        out.println();
        out.println("A registry (" + registry + ") and a throw-away Sigstore of keys made just now. The policies:");
        out.println();
        out.println(policies.indent(2));
        List<String> surprises = new ArrayList<>(review(images));
        surprises.addAll(verify(images));
        out.println();
        out.println(
                surprises.isEmpty()
                        ? "All seven statuses, the same from the webhook and the command line."
                        : "NOT AS EXPECTED: " + String.join("; ", surprises));
        return surprises;
    }

    private List<String> review(List<DemoImage> images) {
        out.println("The webhook, over HTTPS, asked as an API server asks:");
        out.println();
        List<String> surprises = new ArrayList<>();
        try (ProvgateProcess server = ProvgateProcess.serve(options().toArray(String[]::new));
                AdmissionClient client = new AdmissionClient(
                        server.validate(), server.certificates().clientTrust().sslContext())) {
            SideBySide table = new SideBySide(out);
            table.begin("Question: may this Pod run?", "Answer");
            for (DemoImage image : images) {
                Answer answer = client.askAbout(name(image), image.reference());
                table.next(question(image), words(answer));
                boolean good = image.status().endsWith("VERIFIED");
                if (answer.allowed() != good || !(good || answer.reason().equals(image.status()))) {
                    surprises.add(image.status() + " was answered with " + words(answer));
                }
            }
            table.end();
        }
        return surprises;
    }

    private static String question(DemoImage image) {
        return "Pod " + name(image) + "\nimage: " + image.reference() + "\n(" + image.about() + ")";
    }

    private static String words(Answer answer) {
        String head = answer.allowed() ? "ALLOWED" : "DENIED (" + answer.reason() + ")";
        return Stream.concat(
                        Stream.of(head, answer.message()),
                        answer.warnings().stream().map(warning -> "Warning: " + warning))
                .filter(line -> !line.isEmpty())
                .reduce((first, second) -> first + "\n" + second)
                .orElseThrow();
    }

    private List<String> verify(List<DemoImage> images) throws IOException {
        List<String> references = images.stream().map(DemoImage::reference).toList();
        List<String> command = new ArrayList<>(List.of("verify"));
        command.addAll(options());
        out.println();
        out.println("The same images on the command line:");
        out.println();
        out.println("  $ provgate " + String.join(" ", command) + " IMAGE...");
        out.println();
        Outcome chains = provgate(command, List.of("--color", "never"), references);
        out.println(chains.stdout() + chains.stderr());
        out.println("Exit code " + chains.exitCode() + ": at least one image is not proven.");
        JsonNode answers = new ObjectMapper()
                .readTree(provgate(command, List.of("-o", "json"), references).stdout());
        List<String> surprises = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            String status = answers.path(i).path("status").asText();
            if (!status.equals(images.get(i).status())) {
                surprises.add(images.get(i).status() + " was verified as " + status);
            }
        }
        return surprises;
    }

    private static Outcome provgate(List<String> command, List<String> options, List<String> images) {
        return ProvgateProcess.run(
                Stream.of(command, options, images).flatMap(List::stream).toArray(String[]::new));
    }

    private List<String> options() {
        return List.of(
                "--policy",
                folder.resolve("policies.yaml").toString(),
                "--trust-root",
                folder.resolve("trusted_root.json").toString(),
                "--plain-http",
                registry);
    }

    private static String name(DemoImage image) {
        return image.reference().replaceFirst("@.*", "").replaceFirst(".*/", "");
    }
}
