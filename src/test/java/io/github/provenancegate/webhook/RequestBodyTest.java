package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.kubernetes.AdmissionReviewReader;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestBodyTest {
    @ParameterizedTest
    @CsvSource({"0, 3000000", "3000000, 3000000", "10, 3000000", "5000000, 3000000", "100, 100", "0, 0"})
    void whatArrivesIsKeptWhateverWasAnnounced(int announced, int sent) throws IOException {
        byte[] expected = new byte[sent];
        new Random(1).nextBytes(expected);
        RequestBody body = new RequestBody(announced);
        InputStream in = piecemeal(expected);
        int read;
        do {
            read = body.read(in);
        } while (read >= 0);
        assertThat(body.length()).isEqualTo(sent);
        assertThat(body.whole()).isEqualTo(expected);
    }

    @Test
    void aBodyOfTheLengthThatWasAnnouncedIsNotCopied() throws IOException {
        RequestBody body = new RequestBody(5);
        assertThat(body.read(new ByteArrayInputStream(new byte[] {1, 2, 3, 4, 5})))
                .isEqualTo(5);
        assertThat(body.read(InputStream.nullInputStream())).isEqualTo(-1);
        assertThat(body.whole()).isSameAs(body.whole());
    }

    @Test
    void anEndlessBodyTakesNoMoreRoomThanShowsThatItIsTooLong() throws IOException {
        RequestBody body = new RequestBody(0);
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
        while (ArrivingReview.mayHave(body.length())) {
            body.read(endless);
        }
        assertThat(body.whole()).hasSize(AdmissionReviewReader.BODY_BYTES_MAX + 1);
    }

    /// As a network delivers.
    private static InputStream piecemeal(byte[] bytes) {
        Random sizes = new Random(2);
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] into, int offset, int most) throws IOException {
                return super.read(into, offset, Math.min(most, 1 + sizes.nextInt(65_536)));
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"0, true", "33554432, true", "33554433, false", "9223372036854775807, false"})
    void thirtyTwoMebibytesAreTheMost(long bytes, boolean allowed) {
        assertThat(AdmissionReviewReader.BODY_BYTES_MAX).isEqualTo(33_554_432);
        assertThat(ArrivingReview.mayHave(bytes)).isEqualTo(allowed);
    }
}
