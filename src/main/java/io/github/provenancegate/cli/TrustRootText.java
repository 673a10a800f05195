package io.github.provenancegate.cli;

import io.github.provenancegate.verify.TrustRoots.Kind;
import io.github.provenancegate.verify.TrustRoots.Part;
import io.github.provenancegate.verify.TrustRoots.Root;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Trust roots as a person reads them.
final class TrustRootText {
    private TrustRootText() {}

    static String of(List<Root> roots, Instant now) {
        StringBuilder text = new StringBuilder();
        for (Root root : roots) {
            text.append(text.isEmpty() ? "" : "\n").append(root.name()).append('\n');
            line(text, "from", root.origin());
            root.document()
                    .ifPresentOrElse(
                            document -> {
                                line(text, "document", document.toString());
                                line(text, "as of", root.since() + ", " + age(root.since(), now));
                                line(text, "covers", covered(root, now));
                            },
                            () -> line(text, "document", "none yet: nothing is proven under this root"));
            root.trouble().ifPresent(trouble -> line(text, "TROUBLE", trouble));
            for (Part part : root.parts()) {
                line(text, "trusts", part(part));
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(String.format(Locale.ROOT, "  %-9s %s%n", label, value).replace(System.lineSeparator(), "\n"));
    }

    private static String age(Instant since, Instant now) {
        Duration age = Duration.between(since, now);
        return age.isNegative() ? "which lies ahead" : age.toDays() == 0 ? "today" : age.toDays() + " days ago";
    }

    private static String covered(Root root, Instant now) {
        return root.until()
                .map(until -> until.isAfter(now)
                        ? "new signatures until " + until
                        : "NO NEW SIGNATURE since " + until + ": renew it")
                .orElse("new signatures without an end");
    }

    private static String part(Part part) {
        return String.format(
                Locale.ROOT,
                "%-21s  %s to %s  %s",
                words(part.kind()),
                part.from(),
                part.until().map(Instant::toString).orElse("now"),
                part.address());
    }

    static String words(Kind kind) {
        return switch (kind) {
            case CERTIFICATE_AUTHORITY -> "certificate authority";
            case CERTIFICATE_LOG -> "certificate log";
            case TRANSPARENCY_LOG -> "transparency log";
            case TIMESTAMP_AUTHORITY -> "timestamp authority";
        };
    }
}
