package io.github.provenancegate.sigstore;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A DSSE envelope with one signature (<https://github.com/secure-systems-lab/dsse>, `envelope.md`, `protocol.md`).
final class Envelope {
    static final String IN_TOTO = "application/vnd.in-toto+json";

    private final String payloadType;
    private final byte[] payload;
    private final byte[] signature;

    Envelope(String payloadType, byte[] payload, byte[] signature) {
        this.payloadType = payloadType;
        this.payload = payload;
        this.signature = signature;
    }

    String payloadType() {
        return payloadType;
    }

    byte[] payload() {
        return payload;
    }

    byte[] signature() {
        return signature;
    }

    /// What is signed (`protocol.md`): both lengths count **bytes**.
    byte[] preAuthenticationEncoding() {
        byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream encoding = new ByteArrayOutputStream(payload.length + type.length + 32);
        encoding.writeBytes(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.UTF_8));
        encoding.writeBytes(type);
        encoding.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.UTF_8));
        encoding.writeBytes(payload);
        return encoding.toByteArray();
    }
}
