package io.github.provenancegate.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.provenancegate.kubernetes.CertificateRotation.Bundles;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateRotationTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final List<String> HOSTS = List.of("gate.gate.svc");

    private final CertificateRotation rotation =
            new CertificateRotation(new CertificateMint(new SecureRandom()), HOSTS);

    @Test
    void aCertificateIsForTheHostsFromAnHourAgoForNinetyDaysOnP256() throws Exception {
        ServingPair pair = rotation.begin(START).serving();

        assertThat(pair.leaf().getNotBefore()).isEqualTo(START.minus(Duration.ofHours(1)));
        assertThat(pair.leaf().getNotAfter()).isEqualTo(START.plus(Duration.ofDays(90)));
        assertThat(pair.leaf().getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(pair.leaf().getPublicKey().toString()).contains("secp256r1");
        assertThat(pair.leaf().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(pair.leaf().getBasicConstraints()).isEqualTo(-1);
        assertThat(pair.authority().getBasicConstraints()).isZero();
        assertThat(pair.covers(HOSTS)).isTrue();
        assertThat(pair.covers(List.of("other.gate.svc"))).isFalse();
        pair.leaf().verify(pair.authority().getPublicKey());
    }

    @Test
    void theSecretIsReadAsItWasWrittenAndKeepsItsKeysToItself() {
        CertificateSecret first = rotation.begin(START);
        CertificateSecret prepared = next(first, Bundles.IN_PLACE, Duration.ofDays(61));

        assertThat(CertificateSecret.parse(first.data())).isEqualTo(first);
        assertThat(CertificateSecret.parse(prepared.data())).isEqualTo(prepared);
        assertThat(prepared.toString()).doesNotContain("PRIVATE", "Key").contains("2 trusted");
    }

    @Test
    void nothingHappensForSixtyDays() {
        CertificateSecret first = rotation.begin(START);

        assertThat(rotation.next(first, Bundles.IN_PLACE, START)).isEmpty();
        assertThat(rotation.next(first, Bundles.IN_PLACE, START.plus(Duration.ofDays(60))))
                .isEmpty();
    }

    @Test
    void aRotationTrustsTheNewBeforeItServesItAndDropsTheOldADayLater() {
        CertificateSecret first = rotation.begin(START);

        CertificateSecret prepared = next(first, Bundles.IN_PLACE, Duration.ofDays(61));
        assertThat(prepared.serving()).isEqualTo(first.serving());
        assertThat(prepared.trusted())
                .containsExactly(
                        first.serving().authority(),
                        prepared.next().orElseThrow().authority());

        Instant then = prepared.since();
        assertThat(rotation.next(prepared, Bundles.IN_PLACE, then.plusSeconds(299)))
                .isEmpty();
        assertThat(rotation.next(prepared, Bundles.NOT_YET, then.plusSeconds(3000)))
                .isEmpty();
        CertificateSecret promoted =
                rotation.next(prepared, Bundles.IN_PLACE, then.plusSeconds(300)).orElseThrow();
        assertThat(promoted.serving()).isEqualTo(prepared.next().orElseThrow());
        assertThat(promoted.next()).isEmpty();
        assertThat(promoted.trusted()).isEqualTo(prepared.trusted());

        assertThat(rotation.next(promoted, Bundles.IN_PLACE, promoted.since().plus(Duration.ofHours(23))))
                .isEmpty();
        CertificateSecret dropped = rotation.next(
                        promoted, Bundles.IN_PLACE, promoted.since().plus(Duration.ofHours(24)))
                .orElseThrow();
        assertThat(dropped.serving()).isEqualTo(promoted.serving());
        assertThat(dropped.trusted()).containsExactly(promoted.serving().authority());
        assertThat(rotation.next(dropped, Bundles.IN_PLACE, dropped.since().plus(Duration.ofDays(2))))
                .isEmpty();
    }

    @Test
    void whatHasEndedOrSpeaksForAnotherNameIsReplacedAtOnce() {
        CertificateSecret first = rotation.begin(START);

        CertificateSecret late = next(first, Bundles.NOT_YET, Duration.ofDays(90));
        assertThat(late.serving()).isNotEqualTo(first.serving());
        assertThat(late.trusted()).containsExactly(late.serving().authority());

        CertificateRotation renamed =
                new CertificateRotation(new CertificateMint(new SecureRandom()), List.of("new.gate.svc"));
        CertificateSecret other = renamed.next(first, Bundles.NOT_YET, START).orElseThrow();
        assertThat(other.serving().covers(List.of("new.gate.svc"))).isTrue();
        assertThat(other.trusted()).hasSize(2);
    }

    @Test
    void aDeletedSecretComesBackAsItWasAndBeginsARotation() {
        CertificateSecret held = rotation.begin(START);

        CertificateSecret restored = rotation.restore(held, START.plus(Duration.ofDays(1)));

        assertThat(restored.serving()).isEqualTo(held.serving());
        assertThat(restored.next()).isPresent();
        assertThat(restored.trusted()).hasSize(2).startsWith(held.serving().authority());
    }

    @Test
    void deletingItAgainAndAgainTrustsAFewAtMostAndAlwaysWhatIsServed() {
        CertificateSecret secret = rotation.begin(START);
        for (int time = 0; time < 20; time++) {
            secret = rotation.restore(secret, START.plusSeconds(time));
        }

        assertThat(secret.trusted())
                .hasSizeLessThanOrEqualTo(5)
                .contains(secret.serving().authority())
                .contains(secret.next().orElseThrow().authority());
        assertThat(CertificateSecret.parse(secret.data())).isEqualTo(secret);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ca.crt  |                  | ca.crt is missing
            tls.crt |                  | tls.crt is missing
            tls.key |                  | tls.key is missing
            since   |                  | since is missing
            since   | tomorrow         | since holds no time
            ca.crt  | nonsense         | ca.crt holds no certificate in PEM form
            tls.crt | nonsense         | tls.crt holds no certificate in PEM form
            tls.key | nonsense         | tls.key holds no private key of an elliptic curve (PKCS #8)
            """)
    void aSpoiledValueIsRefusedByItsName(String key, String value, String told) {
        Map<String, String> data = new TreeMap<>(rotation.begin(START).data());
        Optional.ofNullable(value)
                .ifPresentOrElse(
                        text -> data.put(key, Base64.getEncoder().encodeToString(text.getBytes(UTF_8))),
                        () -> data.remove(key));

        assertThatThrownBy(() -> CertificateSecret.parse(data))
                .isInstanceOf(CertificateSecretRefusedException.class)
                .hasMessage(told);
    }

    @Test
    void aKeyOfAnotherCertificateAndAnAuthorityThatDidNotSignAreRefused() {
        Map<String, String> one = rotation.begin(START).data();
        Map<String, String> other = rotation.begin(START).data();

        Map<String, String> key = new TreeMap<>(one);
        key.put("tls.key", other.get("tls.key"));
        assertThatThrownBy(() -> CertificateSecret.parse(key))
                .hasMessage("tls.key is not the private key of the certificate in tls.crt");

        Map<String, String> authority = new TreeMap<>(one);
        authority.put("ca.crt", other.get("ca.crt"));
        assertThatThrownBy(() -> CertificateSecret.parse(authority))
                .hasMessage("no certificate in ca.crt has signed the one in tls.crt");

        Map<String, String> raw = new TreeMap<>(one);
        raw.put("ca.crt", "%");
        assertThatThrownBy(() -> CertificateSecret.parse(raw)).hasMessage("ca.crt is no base64");
    }

    private CertificateSecret next(CertificateSecret secret, Bundles bundles, Duration later) {
        return rotation.next(secret, bundles, START.plus(later)).orElseThrow();
    }
}
