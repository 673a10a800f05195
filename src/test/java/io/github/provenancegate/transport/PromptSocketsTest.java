package io.github.provenancegate.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class PromptSocketsTest {
    @Test
    void aRequestDoesNotWaitForTheAcknowledgementOfTheOneBefore() throws IOException {
        try (Socket socket = new PromptSockets().createSocket()) {
            assertThat(socket.getTcpNoDelay()).isTrue();
        }
    }
}
