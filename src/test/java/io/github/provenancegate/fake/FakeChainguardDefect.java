package io.github.provenancegate.fake;

/// One thing that a [FakeChainguard] does wrong.
public sealed interface FakeChainguardDefect {
    /// Answers with a status and no document.
    record Status(int code) implements FakeChainguardDefect {}

    /// Sends on to another address.
    record RedirectTo(String address) implements FakeChainguardDefect {}

    /// Answers with this text.
    record Text(String body) implements FakeChainguardDefect {}

    /// Answers with this many spaces before its document, and does not announce how many.
    record Spaces(int count) implements FakeChainguardDefect {}

    /// Each page names another one.
    record EndlessPages() implements FakeChainguardDefect {}

    /// Each page names the same next one.
    record SameNextPage() implements FakeChainguardDefect {}

    /// Answers with everything, whatever was asked for.
    record NoFilters() implements FakeChainguardDefect {}
}
