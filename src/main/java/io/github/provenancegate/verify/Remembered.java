package io.github.provenancegate.verify;

/// How much is remembered of one matter.
///
/// @param entries about as many
/// @param bytes what they weigh, as they are counted against their limit
public record Remembered(Observer.Matter matter, long entries, long bytes) {
    /// Both together.
    public Remembered plus(Remembered other) {
        return new Remembered(matter, entries + other.entries, bytes + other.bytes);
    }
}
