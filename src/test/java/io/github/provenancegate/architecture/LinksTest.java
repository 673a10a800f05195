package io.github.provenancegate.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Each link of the documentation leads to a page and a heading that are there. A page's headings have the names
/// that the site gives them; README and its neighbours are read on GitHub, which gives others.
class LinksTest {
    private static final Path PAGES = Path.of("src/site/markdown");
    private static final Path RESOURCES = Path.of("src/site/resources");

    private static final Pattern LINK = Pattern.compile("(?s)\\[[^]\\[]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.*)$");
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```");

    @Test
    void thePagesLinkToWhatIsThere() throws IOException {
        List<Path> pages = markdownOf(PAGES);

        assertThat(pages).hasSizeGreaterThan(10);
        assertThat(broken(pages, LinksTest::anchorOfSite)).isEmpty();
    }

    @Test
    void whatIsReadOnGitHubLinksToWhatIsThere() throws IOException {
        List<Path> files = new ArrayList<>(markdownOf(Path.of(".github")));
        files.add(Path.of("README.md"));

        assertThat(broken(files, LinksTest::anchorOfGitHub)).isEmpty();
    }

    @Test
    void aHeadingThatIsNotThereIsMissed() {
        assertThat(anchorOfSite("Chainguard's API: and `more`")).isEqualTo("Chainguard.27s_API.3A_and_more");
        assertThat(anchorOfGitHub("Chainguard's API: and `more`")).isEqualTo("chainguards-api-and-more");
        assertThat(leads(PAGES.resolve("policy.md"), "kubernetes.md#Nowhere", LinksTest::anchorOfSite))
                .isFalse();
        assertThat(leads(PAGES.resolve("policy.md"), "nothing.md", LinksTest::anchorOfSite))
                .isFalse();
    }

    private static List<Path> markdownOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> broken(List<Path> files, UnaryOperator<String> anchor) throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path file : files) {
            LINK.matcher(text(file))
                    .results()
                    .map(link -> link.group(1))
                    .filter(link -> !link.matches("(https?|mailto):.*"))
                    .filter(link -> !leads(file, link, anchor))
                    .forEach(link -> broken.add(file + ": " + link));
        }
        return broken;
    }

    private static boolean leads(Path file, String link, UnaryOperator<String> anchor) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target)) {
            return Files.exists(RESOURCES.resolve(parts[0]));
        }
        return parts.length == 1
                || HEADING.matcher(text(target))
                        .results()
                        .map(heading -> anchor.apply(heading.group(1)))
                        .anyMatch(parts[1]::equals);
    }

    private static String text(Path file) {
        try {
            return CODE.matcher(Files.readString(file)).replaceAll("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As Doxia names a heading: a space is `_`, what an identifier cannot hold is a dot and its hexadecimal bytes.
    private static String anchorOfSite(String heading) {
        return heading.replace("`", "")
                .strip()
                .replace(' ', '_')
                .codePoints()
                .mapToObj(Character::toString)
                .map(one -> one.matches("[A-Za-z0-9_.-]") ? one : escaped(one))
                .collect(Collectors.joining());
    }

    private static String escaped(String one) {
        StringBuilder escaped = new StringBuilder();
        for (byte part : one.getBytes(StandardCharsets.UTF_8)) {
            escaped.append("." + "%02X".formatted(part & 0xff));
        }
        return escaped.toString();
    }

    private static String anchorOfGitHub(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .strip()
                .replace(' ', '-');
    }
}
