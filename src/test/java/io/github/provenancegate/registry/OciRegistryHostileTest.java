package io.github.provenancegate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.verify.Registry;
import io.github.provenancegate.verify.Registry.Fetched;
import io.github.provenancegate.verify.UndeterminedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The rows of a hostile or failing registry, one defect at a time.
class OciRegistryHostileTest {
    private static final String APP = "acme/app";
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    private final FakeRegistry fake = FakeRegistry.start();
    private final Asking asking = new Asking(fake);
    private Digest image = new Digest("0".repeat(64));

    @BeforeEach
    void push() {
        image = fake.images(APP).image("app", Map.of(), Map.of());
        fake.tag(APP, "1", image);
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    private static void assertUndetermined(ThrowingCallable question, ReasonCode code) {
        assertThatThrownBy(question)
                .asInstanceOf(type(UndeterminedException.class))
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(code);
                    assertThat(refused.sentence()).contains("127.0.0.1");
                });
    }

    // what the registry says about its digests

    @Test
    void aDigestHeaderThatLiesAboutTheManifestMakesItCorrupt() {
        fake.spoil(new FakeRegistryDefect.WithHeader("Docker-Content-Digest", DIGEST));
        assertThat(asking.manifest(APP, image)).isInstanceOf(Fetched.Corrupt.class);
        assertThat(asking.tagged(APP, "1")).isInstanceOf(Fetched.Corrupt.class);
    }

    @Test
    void aDigestHeaderThatLiesAboutATagPinsWhatNobodyHas() {
        fake.spoil(new FakeRegistryDefect.WithHeader("Docker-Content-Digest", DIGEST));
        assertThat(asking.pin(APP, "1")).isInstanceOfSatisfying(Registry.Pinning.Pinned.class, pinned -> {
            assertThat(pinned.manifest()).isEmpty();
            assertThat(asking.manifest(APP, pinned.image().digest())).isEqualTo(new Fetched.Absent());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha512:aaaa", "latest"})
    void aDigestHeaderThatIsNoDigestPinsTheBytesInstead(String header) {
        fake.spoil(new FakeRegistryDefect.WithHeader("Docker-Content-Digest", header));
        assertThat(asking.pin(APP, "1"))
                .isInstanceOfSatisfying(
                        Registry.Pinning.Pinned.class,
                        pinned -> assertThat(pinned.image()).isEqualTo(new PinnedImage(asking.repository(APP), image)));
    }

    @Test
    void aMissingDigestHeaderPinsTheBytesInstead() {
        fake.spoil(new FakeRegistryDefect.WithoutHeader("Docker-Content-Digest"));
        assertThat(asking.pin(APP, "1"))
                .isInstanceOfSatisfying(
                        Registry.Pinning.Pinned.class,
                        pinned -> assertThat(pinned.manifest())
                                .hasValueSatisfying(
                                        held -> assertThat(held.digest()).isEqualTo(image)));
    }

    @Test
    void aTagThatAnswersTwoDigestsIsPinnedToTheOneThatItAnsweredFirst() {
        Digest other = fake.images(APP).image("other", Map.of(), Map.of());
        fake.tag(APP, "moving", image, other);
        assertThat(asking.pin(APP, "moving"))
                .isInstanceOfSatisfying(
                        Registry.Pinning.Pinned.class,
                        pinned -> assertThat(pinned.image().digest()).isEqualTo(image));
    }

    @Test
    void aBlobOfOtherBytesIsCorrupt() {
        Digest blob = fake.pushBlob(APP, "a payload".getBytes(StandardCharsets.UTF_8));
        fake.spoil(new FakeRegistryDefect.OtherBody("another"));
        assertThat(asking.blob(APP, blob, 100)).isInstanceOf(Fetched.Corrupt.class);
    }

    @Test
    void aBlobThatIsLongerThanItsCapIsCorruptAndNotRead() {
        Digest blob = fake.pushBlob(APP, "a payload".getBytes(StandardCharsets.UTF_8));
        assertThat(asking.blob(APP, blob, 8)).isInstanceOf(Fetched.Corrupt.class);
    }

    @Test
    void aBlobOfNoBytesIsFound() {
        Digest blob = fake.pushBlob(APP, new byte[0]);
        assertThat(asking.blob(APP, blob, 8)).isInstanceOf(Fetched.Found.class);
    }

    // limits and time

    @Test
    void aManifestThatAnnouncesMoreThanItsCapIsNotRead() {
        fake.spoil(new FakeRegistryDefect.LyingLength((4 << 20) + 1));
        assertUndetermined(() -> asking.manifest(APP, image), ReasonCode.REGISTRY_MISBEHAVED);
    }

    @Test
    void anEndlessBodyEndsAtTheCap() {
        fake.spoil(new FakeRegistryDefect.EndlessBody());
        assertUndetermined(() -> asking.manifest(APP, image), ReasonCode.REGISTRY_MISBEHAVED);
        Digest blob = fake.pushBlob(APP, new byte[10]);
        assertUndetermined(() -> asking.blob(APP, blob, 100), ReasonCode.REGISTRY_MISBEHAVED);
    }

    @Test
    void aBodyThatTricklesEndsAtTheDeadline() {
        fake.spoil(new FakeRegistryDefect.SlowBody(Duration.ofMillis(50)));
        assertUndetermined(
                () -> asking.within(Duration.ofMillis(300)).manifest(APP, image), ReasonCode.DEADLINE_EXCEEDED);
    }

    @Test
    void aRegistryThatTakesTheRequestAndIsSilentEndsAtTheDeadline() {
        fake.spoil(new FakeRegistryDefect.Silence());
        assertUndetermined(
                () -> asking.within(Duration.ofMillis(300)).manifest(APP, image), ReasonCode.DEADLINE_EXCEEDED);
    }

    @Test
    void aBodyOfUnannouncedLengthIsRead() {
        fake.spoil(new FakeRegistryDefect.UnannouncedLength());
        assertThat(asking.manifest(APP, image)).isInstanceOf(Fetched.Found.class);
    }

    @Test
    void aBodyThatBreaksOffBeforeItsAnnouncedLengthIsRefused() {
        fake.spoil(new FakeRegistryDefect.LyingLength(100_000));
        assertUndetermined(() -> asking.manifest(APP, image), ReasonCode.REGISTRY_MISBEHAVED);
    }

    @Test
    void aBodyThatIsLongerThanAnnouncedIsCorrupt() {
        fake.spoil(new FakeRegistryDefect.LyingLength(10));
        assertThat(asking.manifest(APP, image)).isInstanceOf(Fetched.Corrupt.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "identity, gzip", "nonsense"})
    void anEncodedBodyIsRefused(String encoding) {
        fake.spoil(new FakeRegistryDefect.WithHeader("Content-Encoding", encoding));
        assertUndetermined(() -> asking.manifest(APP, image), ReasonCode.REGISTRY_MISBEHAVED);
    }

    // refusals

    @ParameterizedTest
    @CsvSource({
        "401, REGISTRY_UNAUTHORIZED",
        "403, REGISTRY_UNAUTHORIZED",
        "429, REGISTRY_THROTTLED",
        "500, REGISTRY_UNREACHABLE",
        "502, REGISTRY_UNREACHABLE",
        "503, REGISTRY_UNREACHABLE",
        "501, REGISTRY_UNREACHABLE",
        "418, REGISTRY_MISBEHAVED",
        "204, REGISTRY_MISBEHAVED",
        "206, REGISTRY_MISBEHAVED",
        "302, REGISTRY_NOT_ALLOWED"
    })
    void aRefusalIsNeverTakenForAbsence(int status, ReasonCode code) {
        fake.spoil(new FakeRegistryDefect.Status(status));
        assertUndetermined(() -> asking.manifest(APP, image), code);
        assertUndetermined(() -> asking.tagged(APP, "1"), code);
        assertUndetermined(() -> asking.pin(APP, "1"), code);
    }

    @Test
    void onlyNotFoundIsAbsence() {
        fake.spoil(new FakeRegistryDefect.Status(404));
        assertThat(asking.manifest(APP, image)).isEqualTo(new Fetched.Absent());
        assertThat(asking.tagged(APP, "1")).isEqualTo(new Fetched.Absent());
        assertThat(asking.pin(APP, "1")).isEqualTo(new Registry.Pinning.Absent());
        assertThat(asking.blob(APP, image, 100)).isEqualTo(new Fetched.Absent());
    }

    @Test
    void oneServerErrorIsAskedAgain() {
        fake.spoil(new FakeRegistryDefect.Status(503), "/v2/", 1);
        assertThat(asking.manifest(APP, image)).isInstanceOf(Fetched.Found.class);
        assertThat(fake.requests()).hasSize(2);
    }

    @Test
    void serverErrorsAreAskedAgainTwiceAtMost() {
        fake.spoil(new FakeRegistryDefect.Status(503));
        assertUndetermined(() -> asking.manifest(APP, image), ReasonCode.REGISTRY_UNREACHABLE);
        assertThat(fake.requests()).hasSize(3);
    }

    @Test
    void aRegistryThatHangsUpIsUnreachable() {
        fake.spoil(new FakeRegistryDefect.HangUp());
        assertUndetermined(() -> asking.manifest(APP, image), ReasonCode.REGISTRY_UNREACHABLE);
    }

    @Test
    void aRegistryThatIsNotThereIsUnreachable() {
        fake.close();
        assertUndetermined(() -> asking.manifest(APP, image), ReasonCode.REGISTRY_UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"86400", "99999999999999999999"})
    void throttlingThatOutlastsTheDeadlineIsNotWaitedFor(String retryAfter) {
        fake.spoil(new FakeRegistryDefect.Status(429, Map.of("Retry-After", retryAfter)));
        assertUndetermined(() -> asking.manifest(APP, image), ReasonCode.REGISTRY_THROTTLED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "Wed, 21 Oct 2026 07:28:00 GMT", "soon"})
    void throttlingIsAskedAgainLikeAnyOtherFailure(String retryAfter) {
        fake.spoil(new FakeRegistryDefect.Status(429, Map.of("Retry-After", retryAfter)), "/v2/", 1);
        assertThat(asking.manifest(APP, image)).isInstanceOf(Fetched.Found.class);
    }

    @Test
    void aRegistryThatIsNotNamedAsPlainIsNotAskedWithoutTls() {
        assertUndetermined(() -> asking.withPlain("127.0.0.2").manifest(APP, image), ReasonCode.REGISTRY_NOT_ALLOWED);
        assertThat(fake.requests()).isEmpty();
    }
}
