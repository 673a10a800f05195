package io.github.provenancegate.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.fake.FakeRegistryImages;
import io.github.provenancegate.fake.FakeRegistryImages.Platform;
import io.github.provenancegate.image.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaseClaimsTest {
    private static final String APP = "acme/app";
    private static final Digest BASE = new Digest("a".repeat(64));
    private static final Digest OTHER_BASE = new Digest("b".repeat(64));

    private final FakeRegistry fake = FakeRegistry.start();
    private final FakeRegistryImages images = fake.images(APP);
    private final Asking asking = new Asking(fake);

    @AfterEach
    void stop() {
        fake.close();
    }

    private static Map<String, String> naming(Object base) {
        return Map.of(FakeRegistryImages.BASE_DIGEST, base.toString());
    }

    private static BaseClaim named(Digest... digests) {
        return new BaseClaim.Named(List.of(digests));
    }

    private Platform amd64(Digest digest) {
        return new Platform("linux", "amd64", digest);
    }

    private Platform arm64(Digest digest) {
        return new Platform("linux", "arm64", digest);
    }

    @Test
    void theAnnotationOfTheManifestNamesTheBaseAndTheLabelIsNotRead() {
        Digest image = images.image("app", naming(OTHER_BASE), naming(BASE));
        assertThat(asking.baseClaim(APP, image)).isEqualTo(named(BASE));
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void theLabelNamesTheBaseWhereThereIsNoAnnotation() {
        assertThat(asking.baseClaim(APP, images.image("app", naming(BASE), Map.of())))
                .isEqualTo(named(BASE));
    }

    @Test
    void anInvalidAnnotationIsNotOutweighedByAGoodLabel() {
        assertThat(asking.baseClaim(APP, images.image("app", naming(BASE), naming("latest"))))
                .isInstanceOf(BaseClaim.Invalid.class);
    }

    @Test
    void anImageWithoutLabelNamesNoBase() {
        assertThat(asking.baseClaim(APP, images.image("app", Map.of(), Map.of())))
                .isInstanceOf(BaseClaim.Missing.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"config\":{\"Labels\":null}}",
                "{\"config\":null}",
                "{\"config\":{}}",
                "{}",
                "{\"config\":{\"Labels\":{\"org.opencontainers.image.base.digest\":null}}}"
            })
    void aConfigurationWithoutLabelsNamesNoBase(String configuration) {
        assertThat(asking.baseClaim(APP, images.imageOfConfig("app", configuration, Map.of())))
                .isInstanceOf(BaseClaim.Missing.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "sha256:aaaa",
                "sha512:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                " sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                ""
            })
    void aMalformedBaseDigestIsInvalid(String value) {
        assertThat(asking.baseClaim(APP, images.image("app", naming(value), Map.of())))
                .isInstanceOf(BaseClaim.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"config\":{\"Labels\":{\"a\":\"1\",\"a\":\"2\"}}}",
                "{\"config\":{}}{}",
                "{\"config\":{\"Labels\":[]}}",
                "{\"config\":{\"Labels\":{\"org.opencontainers.image.base.digest\":7}}}",
                "[]",
                "{\"config\":",
                "no JSON"
            })
    void aConfigurationThatIsNotStrictJsonMakesTheImageInvalid(String configuration) {
        assertUnreadable(
                asking.baseClaim(APP, images.imageOfConfig("app", configuration, Map.of())), ReasonCode.IMAGE_INVALID);
    }

    @Test
    void deepNestingMakesTheImageInvalid() {
        String deep = "{\"config\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
        assertUnreadable(asking.baseClaim(APP, images.imageOfConfig("app", deep, Map.of())), ReasonCode.IMAGE_INVALID);
    }

    @Test
    void theAnnotationOfTheIndexNamesTheBaseAndNoPlatformIsRead() {
        Digest platform = images.image("app", naming(OTHER_BASE), Map.of());
        assertThat(asking.baseClaim(APP, images.index(List.of(amd64(platform)), naming(BASE))))
                .isEqualTo(named(BASE));
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void thePlatformsOfAnIndexNameTheirBasesInIndexOrder() {
        Digest first = images.image("amd64", naming(OTHER_BASE), Map.of());
        Digest second = images.image("arm64", Map.of(), naming(BASE));
        Digest third = images.image("riscv", naming(OTHER_BASE), Map.of());
        Digest index =
                images.index(List.of(amd64(first), arm64(second), new Platform("linux", "riscv64", third)), Map.of());
        assertThat(asking.baseClaim(APP, index)).isEqualTo(named(OTHER_BASE, BASE));
    }

    @Test
    void anIndexOfWhichOnePlatformNamesNoBaseNamesNone() {
        Digest with = images.image("amd64", naming(BASE), Map.of());
        Digest without = images.image("arm64", Map.of(), Map.of());
        assertThat(asking.baseClaim(APP, images.index(List.of(amd64(with), arm64(without)), Map.of())))
                .isInstanceOfSatisfying(
                        BaseClaim.Missing.class,
                        missing -> assertThat(missing.detail()).contains("linux/arm64"));
    }

    @Test
    void anAttestationInAnIndexNeedNameNoBase() {
        Digest platform = images.image("amd64", naming(BASE), Map.of());
        Digest attestation = images.image("attestation", Map.of(), Map.of());
        Digest index =
                images.index(List.of(amd64(platform), new Platform("unknown", "unknown", attestation)), Map.of());
        assertThat(asking.baseClaim(APP, index)).isEqualTo(named(BASE));
    }

    @Test
    void anIndexWithoutRunnablePlatformNamesNoBase() {
        assertThat(asking.baseClaim(APP, images.index(List.of(), Map.of()))).isInstanceOf(BaseClaim.Missing.class);
    }

    @Test
    void anIndexInAnIndexIsRead() {
        Digest inner = images.index(List.of(amd64(images.image("app", naming(BASE), Map.of()))), Map.of());
        assertThat(asking.baseClaim(APP, images.index(List.of(amd64(inner)), Map.of())))
                .isEqualTo(named(BASE));
    }

    @Test
    void anIndexNestedDeeperMakesTheImageInvalid() {
        Digest innermost = images.index(List.of(amd64(images.image("app", naming(BASE), Map.of()))), Map.of());
        Digest inner = images.index(List.of(amd64(innermost)), Map.of());
        assertUnreadable(
                asking.baseClaim(APP, images.index(List.of(amd64(inner)), Map.of())), ReasonCode.IMAGE_INVALID);
    }

    @Test
    void anIndexOfTooManyManifestsMakesTheImageInvalidBeforeTheyAreAskedFor() {
        List<Platform> platforms = IntStream.range(0, 257)
                .mapToObj(number -> amd64(new Digest(String.format("%064x", number))))
                .toList();
        assertUnreadable(asking.baseClaim(APP, images.index(platforms, Map.of())), ReasonCode.IMAGE_INVALID);
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void anIndexThatNamesAPlatformByAnotherDigestMakesTheImageInvalid() {
        Digest index = fake.pushManifest(
                APP,
                "application/vnd.oci.image.index.v1+json",
                "{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"sha512:" + "0".repeat(128) + "\"}]}");
        assertUnreadable(asking.baseClaim(APP, index), ReasonCode.IMAGE_INVALID);
    }

    @Test
    void aPlatformThatTheRegistryDoesNotHaveMakesTheImageInvalid() {
        assertUnreadable(asking.baseClaim(APP, images.index(List.of(amd64(BASE)), Map.of())), ReasonCode.IMAGE_INVALID);
    }

    @Test
    void aConfigurationOfOtherBytesMakesTheImageInvalid() {
        Digest image = images.image("app", naming(BASE), Map.of());
        fake.spoil(new FakeRegistryDefect.OtherBody("{}"), "/blobs/");
        assertUnreadable(asking.baseClaim(APP, image), ReasonCode.IMAGE_INVALID);
    }

    @Test
    void aConfigurationAboveItsCapMakesTheImageInvalid() {
        String large = "{\"config\":{},\"padding\":\"" + "x".repeat(4 << 20) + "\"}";
        assertUnreadable(asking.baseClaim(APP, images.imageOfConfig("app", large, Map.of())), ReasonCode.IMAGE_INVALID);
    }

    @Test
    void aPlatformThatCannotBeReadLeavesTheQuestionOpen() {
        Digest one = images.image("amd64", naming(BASE), Map.of());
        Digest other = images.image("arm64", naming(BASE), Map.of());
        Digest index = images.index(List.of(amd64(one), arm64(other)), Map.of());
        fake.spoil(new FakeRegistryDefect.Status(403), other.toString());
        assertUnreadable(asking.baseClaim(APP, index), ReasonCode.REGISTRY_UNAUTHORIZED);
    }

    @Test
    void aPlatformWithoutBaseDecidesAlthoughAnotherCannotBeRead() {
        Digest one = images.image("amd64", Map.of(), Map.of());
        Digest other = images.image("arm64", naming(BASE), Map.of());
        Digest index = images.index(List.of(arm64(other), amd64(one)), Map.of());
        fake.spoil(new FakeRegistryDefect.Status(403), other.toString());
        assertThat(asking.baseClaim(APP, index)).isInstanceOf(BaseClaim.Missing.class);
    }

    @Test
    void aBaseDigestInAnotherPlaceCountsForNothing() {
        Digest image = fake.pushManifest(
                APP,
                "application/vnd.oci.image.manifest.v1+json",
                "{\"schemaVersion\":2,\"config\":"
                        + FakeRegistryImages.descriptor(
                                "application/vnd.oci.image.config.v1+json",
                                fake.pushBlob(APP, "{}".getBytes(StandardCharsets.UTF_8)),
                                2)
                        + ",\"layers\":[{\"annotations\":{\"" + FakeRegistryImages.BASE_DIGEST + "\":\"" + BASE
                        + "\"}}],\"org.opencontainers.image.base.digest\":\"" + BASE + "\"}");
        assertThat(asking.baseClaim(APP, image)).isInstanceOf(BaseClaim.Missing.class);
    }

    private static void assertUnreadable(BaseClaim claim, ReasonCode code) {
        assertThat(claim)
                .isInstanceOfSatisfying(
                        BaseClaim.Unreadable.class,
                        unreadable -> assertThat(unreadable.code()).isEqualTo(code));
    }
}
