package io.github.provenancegate.policy;

import java.util.List;
import java.util.function.BiPredicate;

/// Compares a row of pattern elements with a row of elements, whole, where one pattern element stands for any run of
/// elements (none included).
///
/// Greedy: only the last such element ever needs to be tried again, so the work is bounded by the product of the
/// lengths whatever the pattern, which matters since both sides may come from outside.
final class Wildcards {
    private Wildcards() {}

    /// Whether the whole row matches.
    ///
    /// @param anyRun the pattern element that stands for any run
    /// @param matches whether another pattern element, which stands for one, matches it
    static <P, E> boolean match(List<P> pattern, List<E> row, P anyRun, BiPredicate<P, E> matches) {
        int p = 0;
        int r = 0;
        int lastAnyRun = -1;
        int resume = 0;
        while (r < row.size()) {
            if (p < pattern.size() && pattern.get(p).equals(anyRun)) {
                lastAnyRun = p++;
                resume = r;
            } else if (p < pattern.size() && matches.test(pattern.get(p), row.get(r))) {
                p++;
                r++;
            } else if (lastAnyRun >= 0) {
                p = lastAnyRun + 1;
                r = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.size() && pattern.get(p).equals(anyRun)) {
            p++;
        }
        return p == pattern.size();
    }
}
