package io.github.provenancegate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryAccess;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.fake.FakeRegistryRequest;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.verify.Registry.Fetched;
import io.github.provenancegate.verify.UndeterminedException;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where a registry may send us for a blob, and what goes along.
class OciRegistryRedirectTest {
    private static final String APP = "acme/app";

    private final FakeRegistry fake = FakeRegistry.start();
    private final FakeRegistry store = FakeRegistry.start();
    private final Asking asking = new Asking(fake);
    private final Digest blob = fake.pushBlob(APP, "a payload".getBytes(StandardCharsets.UTF_8));

    @AfterEach
    void stop() {
        fake.close();
        store.close();
    }

    private String inStore() {
        store.pushBlob("store", "a payload".getBytes(StandardCharsets.UTF_8));
        return "http://" + store.host() + "/v2/store/blobs/" + blob + "?signature=secret";
    }

    private static void assertUndetermined(ThrowingCallable question, ReasonCode code) {
        assertThatThrownBy(question)
                .asInstanceOf(type(UndeterminedException.class))
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(code);
                    assertThat(refused.sentence()).doesNotContain("secret");
                });
    }

    @Test
    void theAuthorizationStaysWithTheRegistry() {
        fake.allow(FakeRegistryAccess.Bearer.anonymous());
        fake.spoil(new FakeRegistryDefect.RedirectTo(inStore()), "/blobs/");
        assertThat(asking.blob(APP, blob, 100)).isInstanceOf(Fetched.Found.class);
        assertThat(store.requests()).singleElement().satisfies(request -> {
            assertThat(request.authorization()).isEmpty();
            assertThat(request.target()).endsWith("?signature=secret");
        });
    }

    @Test
    void theAuthorizationGoesAlongWithinTheRegistry() {
        fake.allow(FakeRegistryAccess.Bearer.anonymous());
        fake.pushBlob("elsewhere", "a payload".getBytes(StandardCharsets.UTF_8));
        fake.spoil(new FakeRegistryDefect.RedirectTo("/v2/elsewhere/blobs/" + blob), "acme/app/blobs");
        assertThat(asking.blob(APP, blob, 100)).isInstanceOf(Fetched.Found.class);
        assertThat(fake.requests().getLast().authorization()).isPresent();
    }

    @Test
    void theBytesOfTheStoreAreHashedToo() {
        fake.spoil(new FakeRegistryDefect.RedirectTo(inStore()), "/blobs/");
        store.spoil(new FakeRegistryDefect.OtherBody("another"));
        assertThat(asking.blob(APP, blob, 100)).isInstanceOf(Fetched.Corrupt.class);
    }

    @Test
    void anotherPortOfThisMachineIsNotContacted() {
        fake.spoil(new FakeRegistryDefect.RedirectTo(inStore()), "/blobs/");
        assertUndetermined(() -> asking.withPlain(fake.host()).blob(APP, blob, 100), ReasonCode.REGISTRY_NOT_ALLOWED);
        assertThat(store.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://blobs.example/x?secret",
                "http://169.254.169.254/latest/meta-data?secret",
                "https://169.254.169.254/latest/meta-data?secret",
                "https://[::1]/x?secret",
                "https://[::ffff:169.254.169.254]/x?secret",
                "https://[64:ff9b::7f00:1]/x?secret",
                "https://10.0.0.1/x?secret",
                "https://192.168.1.1/x?secret",
                "https://[fd00::1]/x?secret",
                "https://0.0.0.0/x?secret",
                "https://127.1/x?secret",
                "https://2130706433/x?secret",
                "https://1.2.3.4.5/x?secret"
            })
    void aPlaceThatMustNotBeContactedIsNot(String location) {
        fake.spoil(new FakeRegistryDefect.RedirectTo(location), "/blobs/");
        assertUndetermined(() -> asking.blob(APP, blob, 100), ReasonCode.REGISTRY_NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ftp://blobs.example/x", "file:///etc/passwd", "https://user@blobs.example/x", "https://"})
    void aPlaceThatIsNoneIsRefused(String location) {
        fake.spoil(new FakeRegistryDefect.RedirectTo(location), "/blobs/");
        assertThatThrownBy(() -> asking.blob(APP, blob, 100))
                .asInstanceOf(type(UndeterminedException.class))
                .satisfies(refused -> assertThat(refused.code())
                        .isIn(ReasonCode.REGISTRY_MISBEHAVED, ReasonCode.REGISTRY_NOT_ALLOWED));
    }

    @Test
    void aLoopEndsAfterThreeHops() {
        fake.spoil(new FakeRegistryDefect.RedirectLoop(), "/blobs/");
        assertUndetermined(() -> asking.blob(APP, blob, 100), ReasonCode.REGISTRY_NOT_ALLOWED);
        assertThat(fake.requests()).hasSize(4);
    }

    @Test
    void aManifestIsNotFollowedElsewhere() {
        fake.spoil(new FakeRegistryDefect.RedirectTo(inStore()), "/manifests/");
        assertUndetermined(() -> asking.manifest(APP, blob), ReasonCode.REGISTRY_NOT_ALLOWED);
        assertUndetermined(() -> asking.pin(APP, "latest"), ReasonCode.REGISTRY_NOT_ALLOWED);
        assertThat(store.requests()).isEmpty();
    }

    @Test
    void aStoreThatRefusesIsNotTakenForAbsence() {
        fake.spoil(new FakeRegistryDefect.RedirectTo(inStore()), "/blobs/");
        store.spoil(new FakeRegistryDefect.Status(403));
        assertUndetermined(() -> asking.blob(APP, blob, 100), ReasonCode.REGISTRY_UNAUTHORIZED);
    }

    @Test
    void requestsToTheStoreAreCounted() {
        fake.spoil(new FakeRegistryDefect.RedirectTo(inStore()), "/blobs/");
        assertThat(asking.blob(APP, blob, 100)).isInstanceOf(Fetched.Found.class);
        assertThat(store.requests()).extracting(FakeRegistryRequest::method).containsExactly("GET");
    }
}
