package io.github.provenancegate.fake;

import java.time.Duration;
import java.util.Map;

/// The one thing that is wrong with a registry's answers.
public sealed interface FakeRegistryDefect {
    /// Answers every request it concerns with this status.
    record Status(int code, Map<String, String> headers) implements FakeRegistryDefect {
        public Status {
            headers = Map.copyOf(headers);
        }

        public Status(int code) {
            this(code, Map.of());
        }
    }

    /// Sends on to another place.
    record RedirectTo(String location) implements FakeRegistryDefect {}

    /// Sends on to the very address that was asked for.
    record RedirectLoop() implements FakeRegistryDefect {}

    /// Does not know a method.
    record WithoutMethod(String method, int status) implements FakeRegistryDefect {}

    /// Says something in a header that is not so.
    record WithHeader(String name, String value) implements FakeRegistryDefect {}

    /// Leaves a header out.
    record WithoutHeader(String name) implements FakeRegistryDefect {}

    /// Answers other bytes than those asked for, under the headers of those asked for.
    record OtherBody(String content) implements FakeRegistryDefect {}

    /// Goes on for ever.
    record EndlessBody() implements FakeRegistryDefect {}

    /// Sends byte after byte, this far apart.
    record SlowBody(Duration pause) implements FakeRegistryDefect {}

    /// Sends the right bytes without saying how many they are.
    record UnannouncedLength() implements FakeRegistryDefect {}

    /// Announces a length and sends another.
    record LyingLength(long announced) implements FakeRegistryDefect {}

    /// Takes the request and never answers.
    record Silence() implements FakeRegistryDefect {}

    /// Takes the request and hangs up.
    record HangUp() implements FakeRegistryDefect {}
}
