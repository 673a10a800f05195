package io.github.provenancegate.report;

/// A document that is written image by image, in the order in which they are added. Used by one thread.
public interface Report extends AutoCloseable {
    /// Writes one image, and out to the reader at once.
    ///
    /// @throws java.io.UncheckedIOException when the reader is gone
    void add(ImageReport image);

    /// Ends the document: however many images were added, it is a whole one.
    ///
    /// @throws java.io.UncheckedIOException when the reader is gone
    @Override
    void close();
}
