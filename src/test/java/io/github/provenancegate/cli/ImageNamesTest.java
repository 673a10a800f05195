package io.github.provenancegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageNamesTest {
    @Test
    void standardInputTakesThePlaceOfItsSign() {
        InputStream lines = text("b\n\n  # not this\n\tc \r\nd");

        assertThat(new ImageNames(List.of("a", "-", "e"), lines)).toIterable().containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void standardInputIsReadOnce() {
        assertThat(new ImageNames(List.of("-", "-"), text("a"))).toIterable().containsExactly("a");
    }

    @Test
    void aLineIsThereBeforeTheNextIsWritten() {
        var notYet = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("read too far");
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return read();
            }
        };
        var names = new ImageNames(List.of("-"), new SequenceInputStream(text("a\n"), notYet));

        assertThat(names.next()).isEqualTo("a");
        assertThatThrownBy(names::hasNext).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void aLineThatIsNoUtf8IsRefusedByItsOwn() {
        var names = new ImageNames(List.of("-"), new ByteArrayInputStream(new byte[] {'a', (byte) 0xff, '\n', 'b'}));

        assertThat(names).toIterable().containsExactly("a\ufffd", "b");
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
