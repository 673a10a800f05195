package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.kubernetes.AdmissionReviewReader;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestBodyTest {
    @ParameterizedTest
    @CsvSource({"0, 3000000", "3000000, 3000000", "10, 3000000", "5000000, 3000000", "100, 100", "0, 0"})
    void whatArrivesIsKeptWhateverWasAnnounced(int announced, int sent) {
        Random random = new Random(1);
        RequestBody body = new RequestBody(announced);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        while (expected.size() < sent) {
            byte[] chunk = new byte[Math.min(sent - expected.size(), 1 + random.nextInt(65_536))];
            random.nextBytes(chunk);
            body.add(chunk, chunk.length);
            expected.writeBytes(chunk);
        }
        assertThat(body.length()).isEqualTo(sent);
        assertThat(body.whole()).isEqualTo(expected.toByteArray());
    }

    @ParameterizedTest
    @CsvSource({"0, true", "33554432, true", "33554433, false", "9223372036854775807, false"})
    void thirtyTwoMebibytesAreTheMost(long bytes, boolean allowed) {
        assertThat(AdmissionReviewReader.BODY_BYTES_MAX).isEqualTo(33_554_432);
        assertThat(ArrivingReview.mayHave(bytes)).isEqualTo(allowed);
    }
}
