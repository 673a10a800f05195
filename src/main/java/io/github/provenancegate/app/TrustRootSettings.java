package io.github.provenancegate.app;

import io.github.provenancegate.cli.RefusedException;
import io.github.provenancegate.cli.Setting;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.sigstore.TrustRootSource;
import io.github.provenancegate.verdict.AllowedSigner;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Where each trust root comes from, as the settings say: one source a name.
final class TrustRootSettings {
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?");

    private static final int PERIOD_HOURS = 24;

    /// A repository's timestamp role expires after days; whoever asks less often than every month is never fresh.
    private static final int PERIOD_HOURS_MAX = 31 * 24;

    private TrustRootSettings() {}

    /// @throws RefusedException when a value cannot be used, or a name has two sources
    static Map<String, TrustRootSource> of(Given given) {
        Map<String, Path> files = named(given, Setting.TRUST_ROOT, Settings::path);
        Map<String, URI> mirrors = named(given, Setting.TUF_MIRROR, Settings::url);
        Map<String, Path> roots = named(given, Setting.TUF_ROOT, Settings::path);
        Duration period =
                Duration.ofHours(given.once(Setting.TUF_PERIOD, text -> Given.number(text, 1, PERIOD_HOURS_MAX))
                        .orElse(PERIOD_HOURS));
        Optional<Path> cache = given.once(Setting.TUF_CACHE, Settings::path);
        Map<String, TrustRootSource> sources = new LinkedHashMap<>();
        files.forEach((name, file) -> sources.put(name, new TrustRootSource.File(file)));
        mirrors.forEach((name, mirror) -> {
            Optional<Path> root = Optional.ofNullable(roots.get(name));
            if (root.isEmpty() && !name.equals(AllowedSigner.PUBLIC_GOOD)) {
                throw refused(
                        given,
                        Setting.TUF_MIRROR,
                        name + " has no root.json to start from; name it with " + Setting.TUF_ROOT.option() + " " + name
                                + "=F");
            }
            TrustRootSource repository =
                    new TrustRootSource.Tuf(mirror, root, cache.map(folder -> folder.resolve(name)), period);
            if (sources.put(name, repository) != null) {
                throw refused(
                        given,
                        Setting.TUF_MIRROR,
                        "the trust root " + name + " is also a file (" + Setting.TRUST_ROOT.option()
                                + "); keep one of the two");
            }
        });
        roots.keySet().stream()
                .filter(name -> !mirrors.containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw refused(
                            given,
                            Setting.TUF_ROOT,
                            "no repository is called " + name + "; name it with " + Setting.TUF_MIRROR.option() + " "
                                    + name + "=URL");
                });
        return sources;
    }

    /// `[NAME=]VALUE`; without a name it is the public instance's. What stands before a `=` inside a URL is none.
    private static <T> Map<String, T> named(Given given, Setting setting, Function<String, T> parse) {
        Map<String, T> values = new LinkedHashMap<>();
        given.several(setting, text -> {
            int equals = text.indexOf('=');
            boolean unnamed = equals < 0 || text.substring(0, equals).contains("://");
            String name = unnamed ? AllowedSigner.PUBLIC_GOOD : text.substring(0, equals);
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(UntrustedText.quote(name)
                        + " is no name for a trust root: write lower-case letters, digits, '.' and '-' before the '='");
            }
            T value = parse.apply(unnamed ? text : text.substring(equals + 1));
            if (values.put(name, value) != null) {
                throw new IllegalArgumentException("two trust roots are called " + name + "; give each a name as NAME="
                        + setting.label().substring("[NAME=]".length()));
            }
            return name;
        });
        return values;
    }

    private static RefusedException refused(Given given, Setting setting, String why) {
        return new RefusedException(given.placeOf(setting) + ": " + why);
    }
}
