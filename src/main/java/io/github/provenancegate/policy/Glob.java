package io.github.provenancegate.policy;

/// A pattern in which `*` stands for any run of characters (none included); compared whole, in linear time
/// whatever the pattern, since both pattern and text may come from outside.
///
/// @param pattern literal text and `*`
record Glob(String pattern) {
    Glob {
        if (pattern.isEmpty()) {
            throw new IllegalArgumentException("an empty pattern matches nothing");
        }
    }

    boolean matches(String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    boolean isLiteral() {
        return pattern.indexOf('*') < 0;
    }
}
