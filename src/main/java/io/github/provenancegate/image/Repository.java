package io.github.provenancegate.image;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Where images of one name live: a registry host and a path (distribution project, `reference` grammar).
///
/// @param host the registry, lower case, with `:port` where one was given; IPv6 addresses in brackets
/// @param path slash-separated lower-case components, never empty
public record Repository(String host, String path) {
    /// Longest name that the distribution grammar allows; also bounds the work of every later comparison.
    public static final int NAME_LENGTH_MAX = 255;

    private static final String DOCKER_HUB = "docker.io";
    private static final Pattern HOST = Pattern.compile(
            "(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\\[[0-9a-f:]+])(?::[0-9]{1,5})?");
    private static final Pattern PATH_COMPONENT = Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*");

    public Repository {
        if (host.length() + path.length() + 1 > NAME_LENGTH_MAX) {
            throw new MalformedReferenceException("an image name has at most " + NAME_LENGTH_MAX + " characters");
        }
        if (!isHost(host)) {
            throw new MalformedReferenceException(UntrustedText.quote(host) + " is not a registry host");
        }
        for (String component : path.split("/", -1)) {
            if (!PATH_COMPONENT.matcher(component).matches()) {
                throw new MalformedReferenceException("a repository path has lower-case letters, digits and single"
                        + " separators between slashes, not " + UntrustedText.quote(path));
            }
        }
    }

    /// Reads `[host/]path` and normalises short names as Docker does: `nginx` is `docker.io/library/nginx`.
    ///
    /// @throws MalformedReferenceException when the text is no repository name
    public static Repository parse(String name) {
        if (name.length() > NAME_LENGTH_MAX) {
            throw new MalformedReferenceException("an image name has at most " + NAME_LENGTH_MAX + " characters");
        }
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        if (!namesHost(first)) {
            return dockerHub(name);
        }
        if (!first.chars().allMatch(c -> c < 0x80)) {
            // the lower case of U+212A is the letter k
            throw new MalformedReferenceException(UntrustedText.quote(first) + " is not a registry host");
        }
        String host = first.toLowerCase(Locale.ROOT);
        String path = name.substring(slash + 1);
        return host.equals(DOCKER_HUB) || host.equals("index.docker.io") ? dockerHub(path) : new Repository(host, path);
    }

    private static Repository dockerHub(String path) {
        return new Repository(DOCKER_HUB, path.contains("/") ? path : "library/" + path);
    }

    private static boolean namesHost(String first) {
        return first.contains(".")
                || first.contains(":")
                || first.equals("localhost")
                || !first.equals(first.toLowerCase(Locale.ROOT));
    }

    /// Whether a text is a registry host, with or without a port, in lower case.
    public static boolean isHost(String text) {
        return text.length() <= NAME_LENGTH_MAX && HOST.matcher(text).matches();
    }

    /// The path's components, first to last.
    public List<String> segments() {
        return List.of(path.split("/"));
    }

    /// `host/path`.
    @Override
    public String toString() {
        return host + "/" + path;
    }
}
