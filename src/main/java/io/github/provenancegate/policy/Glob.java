package io.github.provenancegate.policy;

import java.util.List;

/// A pattern in which `*` stands for any run of characters (none included); compared whole.
///
/// @param pattern literal text and `*`
record Glob(String pattern) {
    Glob {
        if (pattern.isEmpty()) {
            throw new IllegalArgumentException("an empty pattern matches nothing");
        }
    }

    boolean matches(String text) {
        return isLiteral()
                ? pattern.equals(text)
                : Wildcards.match(characters(pattern), characters(text), (int) '*', Integer::equals);
    }

    private static List<Integer> characters(String text) {
        return text.chars().boxed().toList();
    }

    boolean isLiteral() {
        return pattern.indexOf('*') < 0;
    }
}
