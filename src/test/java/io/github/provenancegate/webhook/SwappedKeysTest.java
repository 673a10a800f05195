package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;

class SwappedKeysTest {
    private static final String KIND = "EC";

    /// As tools make them that count from 1 for each authority.
    private static final long SERIAL_NUMBER = 1;

    private final ServedKey old = served();
    private final ServedKey young = served();
    private final SwappedKeys keys = new SwappedKeys(old);

    private static ServedKey served() {
        HeldCertificate held =
                new HeldCertificate.Builder().serialNumber(SERIAL_NUMBER).build();
        return new ServedKey(List.of(held.certificate()), held.keyPair().getPrivate());
    }

    @Test
    void aHandshakeThatBeganBeforeASwapEndsWithTheKeyThatItBeganWith() {
        String begun = String.valueOf(keys.chooseEngineServerAlias(KIND, null, null));
        keys.swap(young);
        assertThat(keys.getCertificateChain(begun)).containsExactly(old.leaf());
        assertThat(keys.getPrivateKey(begun)).isEqualTo(old.key());
    }

    @Test
    void aHandshakeAfterASwapHasTheNewKey() {
        keys.swap(young);
        String begun = String.valueOf(keys.chooseEngineServerAlias(KIND, null, null));
        assertThat(keys.getCertificateChain(begun)).containsExactly(young.leaf());
        assertThat(keys.getPrivateKey(begun)).isEqualTo(young.key());
    }

    @Test
    void aKindOfKeyThatIsNotThereHasNoName() {
        assertThat(keys.chooseEngineServerAlias("RSA", null, null)).isNull();
    }
}
