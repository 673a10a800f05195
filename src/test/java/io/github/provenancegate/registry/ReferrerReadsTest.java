package io.github.provenancegate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.fake.FakeRegistryImages;
import io.github.provenancegate.fake.FakeRegistryRequest;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.verify.Registry.Completeness;
import io.github.provenancegate.verify.Registry.Referrer;
import io.github.provenancegate.verify.Registry.Referrers;
import io.github.provenancegate.verify.UndeterminedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferrerReadsTest {
    private static final String APP = "acme/app";
    private static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private static final Referrers NONE = new Referrers(List.of(), Completeness.COMPLETE);

    private final FakeRegistry fake = FakeRegistry.start();
    private final Asking asking = new Asking(fake);
    private final Digest image = fake.images(APP).image("app", Map.of(), Map.of());

    @AfterEach
    void stop() {
        fake.close();
    }

    private Referrer push(int number) {
        Digest config = fake.pushBlob(APP, "{}".getBytes(StandardCharsets.UTF_8));
        Digest pushed = fake.pushManifest(
                APP,
                OCI_MANIFEST,
                "{\"schemaVersion\":2,\"artifactType\":\"" + BUNDLE + "\",\"config\":"
                        + FakeRegistryImages.descriptor("application/vnd.oci.empty.v1+json", config, 2)
                        + ",\"layers\":[],\"annotations\":{\"number\":\"" + number + "\"},\"subject\":"
                        + FakeRegistryImages.descriptor(OCI_MANIFEST, image, 1) + "}");
        return new Referrer(pushed, Optional.of(BUNDLE));
    }

    private List<Referrer> push(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::push).toList();
    }

    private void tagIndex(List<Referrer> referrers) {
        String manifests = referrers.stream()
                .map(referrer -> FakeRegistryImages.descriptor(OCI_MANIFEST, referrer.digest(), 1))
                .collect(Collectors.joining(","));
        fake.tag(
                APP,
                "sha256-" + image.hex(),
                fake.pushManifest(APP, OCI_INDEX, "{\"schemaVersion\":2,\"manifests\":[" + manifests + "]}"));
    }

    private static Referrers untyped(List<Referrer> referrers) {
        return new Referrers(
                referrers.stream()
                        .map(referrer -> new Referrer(referrer.digest(), Optional.empty()))
                        .toList(),
                Completeness.COMPLETE);
    }

    private static void assertUndetermined(ThrowingCallable question, ReasonCode code) {
        assertThatThrownBy(question)
                .asInstanceOf(type(UndeterminedException.class))
                .extracting(UndeterminedException::code)
                .isEqualTo(code);
    }

    @Test
    void theApiListsWhatRefersToTheImage() {
        List<Referrer> pushed = push(0, 2);
        assertThat(asking.referrers(APP, image)).isEqualTo(new Referrers(pushed, Completeness.COMPLETE));
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void nothingIsListedWhereNothingRefersToTheImage() {
        assertThat(asking.referrers(APP, image)).isEqualTo(NONE);
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void eachPageIsRead() {
        List<Referrer> pushed = push(0, 7);
        fake.pageReferrers(3);
        assertThat(asking.referrers(APP, image)).isEqualTo(new Referrers(pushed, Completeness.COMPLETE));
        assertThat(fake.requests()).hasSize(3);
    }

    @Test
    void endlessPagesAreCutOffAfterTen() {
        List<Referrer> pushed = push(0, 2);
        fake.spoil(new FakeRegistryDefect.WithHeader(
                "Link", "</v2/acme/app/referrers/" + image + "?from=0>; rel=\"next\""));
        assertThat(asking.referrers(APP, image)).isEqualTo(new Referrers(pushed, Completeness.CUT_OFF));
        assertThat(fake.requests()).hasSize(10);
    }

    @Test
    void aListWithoutEndIsCutOff() {
        push(0, 1100);
        fake.pageReferrers(2000);
        Referrers read = asking.referrers(APP, image);
        assertThat(read.manifests()).hasSize(1000);
        assertThat(read.completeness()).isEqualTo(Completeness.CUT_OFF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/v2/x", "//169.254.169.254/x", "http://127.0.0.1:1/x", "ftp://x"})
    void aPageElsewhereIsNotRead(String page) {
        push(0, 1);
        fake.spoil(new FakeRegistryDefect.WithHeader("Link", "<" + page + ">; rel=\"next\""));
        assertUndetermined(() -> asking.referrers(APP, image), ReasonCode.REGISTRY_NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 400, 405, 406, 501, 307})
    void theTagListsThemWhereThereIsNoApi(int status) {
        List<Referrer> pushed = push(0, 2);
        tagIndex(pushed);
        fake.spoil(new FakeRegistryDefect.Status(status), "/referrers/");
        assertThat(asking.referrers(APP, image)).isEqualTo(untyped(pushed));
    }

    @Test
    void theTagListsThemWhereTheApiAnswersWithSomethingElse() {
        List<Referrer> pushed = push(0, 2);
        tagIndex(pushed);
        fake.spoil(new FakeRegistryDefect.WithHeader("Content-Type", "text/html"), "/referrers/");
        assertThat(asking.referrers(APP, image)).isEqualTo(untyped(pushed));
    }

    @Test
    void aMissingApiIsRemembered() {
        tagIndex(push(0, 1));
        fake.spoil(new FakeRegistryDefect.Status(404), "/referrers/");
        asking.referrers(APP, image);
        fake.forgetRequests();
        asking.referrers(APP, image);
        assertThat(fake.requests())
                .extracting(FakeRegistryRequest::target)
                .containsExactly("/v2/acme/app/manifests/sha256-" + image.hex());
    }

    @Test
    void aRepositoryThatIsNotThereSaysNothingAboutTheApi() {
        fake.spoil(new FakeRegistryDefect.Status(404), "/referrers/", 1);
        assertThat(asking.referrers("acme/none", image)).isEqualTo(NONE);
        List<Referrer> pushed = push(0, 1);
        assertThat(asking.referrers(APP, image)).isEqualTo(new Referrers(pushed, Completeness.COMPLETE));
    }

    /// Whoever owns one repository, and takes it away, could else hide the signatures of all others.
    @Test
    void aRepositoryThatIsGoneSaysNothingAboutAnother() {
        String theirs = "mallory/app";
        Digest gone = fake.images(theirs).image("theirs", Map.of(), Map.of());
        asking.manifest(theirs, gone);
        fake.spoil(new FakeRegistryDefect.Status(404), "/v2/" + theirs + "/referrers/");
        assertThat(asking.referrers(theirs, gone)).isEqualTo(NONE);
        List<Referrer> pushed = push(0, 1);
        assertThat(asking.referrers(APP, image)).isEqualTo(new Referrers(pushed, Completeness.COMPLETE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "tag"})
    void whatCannotBeAskedForDoesNotHideTheRest(String place) {
        Referrer good = push(0);
        String listed = "{\"schemaVersion\":2,\"mediaType\":\"" + OCI_INDEX + "\",\"manifests\":["
                + "{\"mediaType\":\"" + OCI_MANIFEST + "\",\"digest\":\"sha512:" + "0".repeat(128) + "\",\"size\":1},"
                + FakeRegistryImages.descriptor(OCI_MANIFEST, good.digest(), 1) + ",{}]}";
        fake.tag(APP, "sha256-" + image.hex(), fake.pushManifest(APP, OCI_INDEX, listed));
        fake.spoil(
                place.equals("api") ? new FakeRegistryDefect.OtherBody(listed) : new FakeRegistryDefect.Status(404),
                "/referrers/");
        assertThat(asking.referrers(APP, image))
                .isEqualTo(new Referrers(List.of(new Referrer(good.digest(), Optional.empty())), Completeness.CUT_OFF));
    }

    @Test
    void anImageUnderTheTagListsNothing() {
        fake.tag(APP, "sha256-" + image.hex(), image);
        fake.spoil(new FakeRegistryDefect.Status(404), "/referrers/");
        assertThat(asking.referrers(APP, image)).isEqualTo(NONE);
    }

    @Test
    void whatIsNoManifestUnderTheTagIsNotTakenForAbsence() {
        fake.tag(APP, "sha256-" + image.hex(), fake.pushManifest(APP, OCI_INDEX, "{\"manifests\":7}"));
        fake.spoil(new FakeRegistryDefect.Status(404), "/referrers/");
        assertUndetermined(() -> asking.referrers(APP, image), ReasonCode.REGISTRY_MISBEHAVED);
    }

    @ParameterizedTest
    @CsvSource({
        "401, REGISTRY_UNAUTHORIZED",
        "403, REGISTRY_UNAUTHORIZED",
        "429, REGISTRY_THROTTLED",
        "503, REGISTRY_UNREACHABLE"
    })
    void aRefusalIsNotTakenForAMissingApi(int status, ReasonCode code) {
        fake.spoil(new FakeRegistryDefect.Status(status), "/referrers/");
        assertUndetermined(() -> asking.referrers(APP, image), code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "", "{\"schemaVersion\":2,\"manifests\":[7]}"})
    void anIndexThatIsNoneIsNotTakenForAbsence(String body) {
        fake.spoil(new FakeRegistryDefect.OtherBody(body), "/referrers/");
        assertUndetermined(() -> asking.referrers(APP, image), ReasonCode.REGISTRY_MISBEHAVED);
    }
}
