package io.github.provenancegate.sigstore;

import java.io.IOException;

/// Reads a trust root's document at its source.
@FunctionalInterface
interface RootReading {
    /// The document as it stands there now.
    ///
    /// @throws IOException when the source could not be read; the message is safe to print
    byte[] read() throws IOException;
}
