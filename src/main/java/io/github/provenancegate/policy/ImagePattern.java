package io.github.provenancegate.policy;

import io.github.provenancegate.image.MalformedReferenceException;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.image.UntrustedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Which repositories a policy speaks of: a whole registry host, then path segments, where `*` within a segment
/// stands for any characters but `/` and a segment `**` for any number of segments. Anchored at both ends, so
/// that neither `cgr.dev.evil.example/acme/x` nor `cgr.dev/acme-evil/x` matches `cgr.dev/acme/**`.
///
/// @param host compared whole
/// @param segments in order, never empty
public record ImagePattern(String host, List<String> segments) {
    private static final String ANY_SEGMENTS = "**";
    private static final Pattern SEGMENT = Pattern.compile("[a-z0-9._*-]+");

    public ImagePattern {
        segments = List.copyOf(segments);
    }

    /// Reads `host/segment/…`.
    ///
    /// @throws MalformedReferenceException when no host is named or a segment could match no repository
    public static ImagePattern parse(String text) {
        int slash = text.indexOf('/');
        String host = (slash < 0 ? text : text.substring(0, slash)).toLowerCase(Locale.ROOT);
        boolean ascii = text.chars().allMatch(c -> c < 0x80); // the lower case of U+212A is the letter k
        boolean named = host.contains(".") || host.contains(":") || host.equals("localhost");
        if (slash <= 0 || !ascii || !named || !Repository.isHost(host)) {
            throw new MalformedReferenceException("the pattern " + UntrustedText.quote(text)
                    + " must begin with a whole registry host, such as cgr.dev/acme.com/**");
        }
        List<String> segments = List.of(text.substring(slash + 1).split("/", -1));
        for (String segment : segments) {
            boolean anySegments = segment.equals(ANY_SEGMENTS);
            if (!SEGMENT.matcher(segment).matches() || (segment.contains(ANY_SEGMENTS) && !anySegments)) {
                throw new MalformedReferenceException("the pattern " + UntrustedText.quote(text)
                        + " has the segment " + UntrustedText.quote(segment)
                        + ": a segment holds lower-case letters, digits, '.', '_', '-' and '*', or is '**'");
            }
        }
        return new ImagePattern(host, segments);
    }

    /// Whether the whole repository name matches.
    public boolean matches(Repository repository) {
        return host.equals(repository.host())
                && Wildcards.match(
                        segments,
                        repository.segments(),
                        ANY_SEGMENTS,
                        (segment, component) -> new Glob(segment).matches(component));
    }

    /// The path below the pattern's literal beginning, of a repository that matches: the image's own name. A
    /// pattern without wildcards names one repository, whose last segment is its name.
    List<String> below(Repository repository) {
        int literal = 0;
        while (literal < segments.size() && new Glob(segments.get(literal)).isLiteral()) {
            literal++;
        }
        List<String> path = repository.segments();
        int kept = Math.min(literal, path.size() - 1);
        return path.subList(kept, path.size());
    }

    /// The same pattern with another first segment.
    ImagePattern withFirstSegment(String first) {
        List<String> changed = new ArrayList<>(segments);
        changed.set(0, first);
        return new ImagePattern(host, changed);
    }

    /// `host/segment/…`.
    @Override
    public String toString() {
        return host + "/" + String.join("/", segments);
    }
}
