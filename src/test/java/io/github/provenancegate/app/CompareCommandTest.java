package io.github.provenancegate.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
    /// As the script writes it, in delivery mode.
    private static final String HEADING =
            "image,base_digest,rekor_status,rekor_log_index,rekor_url,signature_status,verification_status,error\r\n";

    @TempDir
    private Path folder;

    private static String row(String image, char digest) {
        return image + ",sha256:" + String.valueOf(digest).repeat(64)
                + ",EXISTS,1,https://search.sigstore.dev/?logIndex=1,VALID,DELIVERY_VERIFIED,\r\n";
    }

    private static String unproven(String image, String digest) {
        return image + "," + digest + ",N/A,,,N/A,NO_SIG,\"no signature, \"\"none\"\"\"\r\n";
    }

    private String file(String name, String... rows) {
        try {
            return Files.writeString(folder.resolve(name), HEADING + String.join("", rows))
                    .toString();
        } catch (IOException unwritable) {
            throw new AssertionError(unwritable);
        }
    }

    private InProcess compare(String... arguments) {
        List<String> all = new ArrayList<>(List.of("compare"));
        all.addAll(List.of(arguments));
        return InProcess.run(folder, "", all);
    }

    @Test
    void theSameBaseDigestsAreIdentical() {
        InProcess ended = compare(
                file("a.csv", row("go", '1'), row("python", '2')), file("b.csv", row("python", '2'), row("go", '1')));

        assertThat(ended.exitCode()).isEqualTo(ExitCode.ALL_PROVEN);
        assertThat(ended.out()).contains("2 images: 2 identical, 0 different, 0 only in some, 0 unknown\n");
    }

    @Test
    void whatDiffersAndWhatOneAloneHasIsToldFirst() {
        InProcess ended = compare(
                file("a.csv", row("go", '1'), row("node", '3'), row("python", '2')),
                file("b.csv", row("go", '1'), row("python", '4')),
                "-o",
                "json");

        JsonNode images = ended.json().get("images");
        assertThat(images).extracting(image -> image.get("image").asText()).containsExactly("go", "node", "python");
        assertThat(images)
                .extracting(image -> image.get("state").asText())
                .containsExactly("IDENTICAL", "ONLY_IN_SOME", "DIFFERENT");
        assertThat(images.get(1).get("entries").get(1).isNull()).isTrue();
        assertThat(ended.exitCode()).isEqualTo(ExitCode.NOT_PROVEN);
        assertThat(compare(folder + "/a.csv", folder + "/b.csv").out().lines().skip(1))
                .extracting(line -> line.replaceAll(" .*", ""))
                .startsWith("python", "node", "go");
    }

    @Test
    void aDigestThatNothingProvesIsMarked() {
        InProcess ended =
                compare(file("a.csv", row("go", '1')), file("b.csv", unproven("go", "sha256:" + "1".repeat(64))));

        assertThat(ended.exitCode()).isEqualTo(ExitCode.ALL_PROVEN);
        assertThat(ended.out())
                .contains("sha256:111111111111 (NO_SIG)")
                .contains("of the identical, 1 have a base digest that nothing proves");
    }

    @Test
    void whereNoDigestIsNamedNothingIsKnown() {
        for (String none : List.of("", "N/A")) {
            InProcess ended = compare(file("a.csv", unproven("go", none)), file("b.csv", unproven("go", none)));

            assertThat(ended.exitCode()).isEqualTo(ExitCode.NOT_FOUND_OUT);
            assertThat(ended.out()).contains("1 unknown").contains("no base digest");
        }
    }

    @Test
    void namesThatDifferAreMapped() throws IOException {
        Path map = Files.writeString(folder.resolve("names.yaml"), "my-python: python\n");

        assertThat(compare(
                                file("a.csv", row("my-python", '2')),
                                file("b.csv", row("python", '2')),
                                "--repository-map",
                                map.toString())
                        .exitCode())
                .isEqualTo(ExitCode.ALL_PROVEN);
    }

    @Test
    void tablesOfOtherToolsAreReadByTheirColumnsNames() throws IOException {
        String digest = "sha256:" + "1".repeat(64);
        Path other = Files.writeString(
                folder.resolve("excel.csv"),
                "\ufeff\"base_digest\",\"extra\",\"image\",\"verification_status\"\n\"" + digest
                        + "\",\"two\nlines\",\"go\",\"VERIFIED\"\n");

        assertThat(compare(file("a.csv", row("go", '1')), other.toString()).exitCode())
                .isEqualTo(ExitCode.ALL_PROVEN);
    }

    @Test
    void moreThanTwoAreComparedAndEveryFormIsWritten() {
        String[] tables = {
            file("a.csv", row("=go", '1')), file("b.csv", row("=go", '1')), file("c.csv", row("=go", '2'))
        };

        assertThat(compare(tables).exitCode()).isEqualTo(ExitCode.NOT_PROVEN);
        assertThat(compare(tables[0], tables[1], tables[2], "-o", "csv").out()).contains("'=go,different,sha256:1111");
        assertThat(compare(tables[0], tables[1], tables[2], "-o", "markdown").out())
                .contains("| =go | different | sha256:111111111111 |");
        assertThat(compare(tables[0], tables[1], "-o", "sarif").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void whatIsNoTableIsRefusedWithItsRow() throws IOException {
        String good = file("a.csv", row("go", '1'));
        String twice = file("twice.csv", row("go", '1'), row("go", '1'));
        String ragged = file("ragged.csv", "go,sha256:1\r\n");
        String open = Files.writeString(folder.resolve("open.csv"), "image,base_digest\n\"go,x\n")
                .toString();
        String other = Files.writeString(folder.resolve("other.csv"), "a,b\n").toString();

        assertThat(compare(good, twice).err()).contains("twice.csv: row 3: the image \"go\" is there twice");
        assertThat(compare(good, ragged).err()).contains("ragged.csv: row 2 has 2 cells");
        assertThat(compare(good, open).err()).contains("open.csv: is no CSV");
        assertThat(compare(good, other).err()).contains("other.csv: is no table of verify");
        assertThat(compare(good).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(compare(good, folder + "/missing.csv").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
