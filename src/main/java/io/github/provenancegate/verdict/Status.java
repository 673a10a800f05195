package io.github.provenancegate.verdict;

/// The seven documented words, for printing only: nothing is decided by them.
public enum Status {
    VERIFIED,
    DELIVERY_VERIFIED,
    PARTIAL,
    NOT_FOUND,
    NO_SIG,
    NO_BASE,
    ERROR
}
