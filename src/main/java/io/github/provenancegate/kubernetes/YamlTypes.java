package io.github.provenancegate.kubernetes;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What YAML takes an unquoted word for. The widest reading of YAML 1.1 and 1.2 counts: kubectl reads the one,
/// other tools the other, and a policy must mean the same to all (YAML 1.1 types: bool, null, int, float,
/// timestamp, merge).
final class YamlTypes {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> BOOLEANS = Set.of("y", "n", "yes", "no", "true", "false", "on", "off");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+"
            + "|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?"
            + "|(?:[0-9][0-9_]*\\.?[0-9_]*|\\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?"
            + "|\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))");
    private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \\t].*)?");
    private static final Set<String> INDICATORS = Set.of("=", "<<");

    private YamlTypes() {}

    static boolean isNull(String plain) {
        return NULLS.contains(plain);
    }

    /// Whether an unquoted word is a text to every reader.
    static boolean isText(String plain) {
        return words(plain).equals("a text");
    }

    static boolean isTime(String plain) {
        return TIMESTAMP.matcher(plain).matches();
    }

    static String words(String plain) {
        if (isNull(plain)) {
            return "empty";
        }
        if (BOOLEANS.contains(plain.toLowerCase(Locale.ROOT))) {
            return "a boolean in YAML";
        }
        if (NUMBER.matcher(plain).matches()) {
            return "a number in YAML";
        }
        if (isTime(plain)) {
            return "a time in YAML";
        }
        return INDICATORS.contains(plain) ? "a sign with a meaning of its own in YAML" : "a text";
    }
}
