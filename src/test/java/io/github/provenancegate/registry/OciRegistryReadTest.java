package io.github.provenancegate.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryAccess;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.verify.Registry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OciRegistryReadTest {
    private final FakeRegistry fake = FakeRegistry.start();
    private final Asking asking = new Asking(fake);

    @AfterEach
    void stop() {
        fake.close();
    }

    private Digest image() {
        return fake.images("acme/app").image("app", Map.of(), Map.of());
    }

    @Test
    void aTagIsPinnedByItsDigestHeaderAlone() {
        Digest digest = image();
        fake.tag("acme/app", "1", digest);

        assertThat(asking.pin("acme/app", "1"))
                .isEqualTo(new Registry.Pinning.Pinned(
                        new PinnedImage(asking.repository("acme/app"), digest), Optional.empty()));
        assertThat(fake.requests()).extracting(Object::toString).containsExactly("HEAD /v2/acme/app/manifests/1");
    }

    @Test
    void aTagIsPinnedByTheBytesWhereNoHeadIsAnswered() {
        Digest digest = image();
        fake.tag("acme/app", "1", digest);
        fake.spoil(new FakeRegistryDefect.WithoutMethod("HEAD", 405));

        assertThat(asking.pin("acme/app", "1")).isInstanceOfSatisfying(Registry.Pinning.Pinned.class, pinned -> {
            assertThat(pinned.image().digest()).isEqualTo(digest);
            assertThat(pinned.manifest())
                    .hasValueSatisfying(held -> assertThat(held.digest()).isEqualTo(digest));
        });
    }

    @Test
    void aMissingTagIsAbsent() {
        assertThat(asking.pin("acme/app", "none")).isEqualTo(new Registry.Pinning.Absent());
    }

    @Test
    void aManifestIsFoundByItsDigest() {
        Digest digest = image();
        assertThat(asking.manifest("acme/app", digest))
                .isInstanceOfSatisfying(
                        Registry.Fetched.Found.class,
                        found -> assertThat(found.document().digest()).isEqualTo(digest));
    }

    @Test
    void aManifestOfOtherBytesIsCorrupt() {
        Digest digest = image();
        fake.spoil(new FakeRegistryDefect.OtherBody("{\"schemaVersion\":2}"));
        assertThat(asking.manifest("acme/app", digest)).isInstanceOf(Registry.Fetched.Corrupt.class);
    }

    @Test
    void aBlobIsFoundByItsDigest() {
        Digest digest = fake.pushBlob("acme/app", "a payload".getBytes(StandardCharsets.UTF_8));
        assertThat(asking.blob("acme/app", digest, 100))
                .isInstanceOfSatisfying(
                        Registry.Fetched.Found.class,
                        found -> assertThat(found.document().content())
                                .asString(StandardCharsets.UTF_8)
                                .isEqualTo("a payload"));
    }

    @Test
    void aBlobBehindARedirectIsFoundWithoutTheAuthorizationGoingAlong() {
        Digest digest = fake.pushBlob("acme/app", "a payload".getBytes(StandardCharsets.UTF_8));
        fake.allow(FakeRegistryAccess.Bearer.anonymous());
        try (FakeRegistry store = FakeRegistry.start()) {
            store.pushBlob("store", "a payload".getBytes(StandardCharsets.UTF_8));
            fake.spoil(
                    new FakeRegistryDefect.RedirectTo(
                            "http://" + store.host() + "/v2/store/blobs/" + digest + "?sig=x"),
                    "/blobs/");
            assertThat(asking.blob("acme/app", digest, 100)).isInstanceOf(Registry.Fetched.Found.class);
            assertThat(store.requests())
                    .hasSize(1)
                    .allSatisfy(request -> assertThat(request.authorization()).isEmpty());
        }
    }

    @Test
    void anAnonymousTokenIsFetchedOnceForAllRequests() {
        Digest digest = image();
        fake.allow(FakeRegistryAccess.Bearer.anonymous());

        asking.manifest("acme/app", digest);
        asking.manifest("acme/app", digest);

        assertThat(fake.requests())
                .extracting(Object::toString)
                .containsExactly(
                        "GET /v2/acme/app/manifests/" + digest,
                        "GET /token?service=fake&scope=repository%3Aacme%2Fapp%3Apull",
                        "GET /v2/acme/app/manifests/" + digest,
                        "GET /v2/acme/app/manifests/" + digest);
    }
}
