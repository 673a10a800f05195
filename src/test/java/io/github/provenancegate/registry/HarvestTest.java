package io.github.provenancegate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryAccess;
import io.github.provenancegate.fake.FakeRegistryAccess.Bearer;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.fake.FakeRegistryRequest;
import io.github.provenancegate.fake.PlainHttp;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verify.Credentials;
import io.github.provenancegate.verify.Credentials.Credential;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.Registry;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Three who would like the credential of a registry: its mirror, the place that it redirects to, and the realm
/// that it names. What counts is what they received.
class HarvestTest {
    private static final String APP = "acme/app";
    private static final FakeRegistryAccess.Login LOGIN = new FakeRegistryAccess.Login("user", "hunter2");

    private final FakeRegistry upstream = FakeRegistry.start();
    private final FakeRegistry harvester = FakeRegistry.start();
    private final Digest image = upstream.images(APP).image("app", Map.of(), Map.of());
    private final Digest blob = upstream.pushBlob(APP, new byte[] {1, 2, 3});

    /// As Docker's configuration has it: a credential for one host.
    private final Credentials credentials = (repository, _) -> repository.host().equals(upstream.host())
            ? Optional.of(new Credential.Basic("user", new Secret("hunter2")))
            : Optional.empty();

    private final Registry registry = new OciRegistry(
            PlainHttp.transport("127.0.0.1"),
            credentials,
            RegistrySettings.DEFAULT,
            Thread::startVirtualThread,
            System::nanoTime);

    @BeforeEach
    void close() {
        upstream.allow(Bearer.of(LOGIN));
    }

    @AfterEach
    void stop() {
        upstream.close();
        harvester.close();
    }

    private static Inquiry inquiry() {
        return new Inquiry(Deadline.after(Duration.ofSeconds(10), System::nanoTime), Observer.SILENT);
    }

    private Registry.Fetched manifest(FakeRegistry of) {
        return registry.manifest(new PinnedImage(new Repository(of.host(), APP), image), inquiry());
    }

    private void assertNothingHarvested() {
        assertThat(harvester.requests()).allSatisfy(request -> {
            assertThat(request.authorization()).isEmpty();
            assertThat(request.target() + request.form()).doesNotContain("hunter2", "user", "token-");
        });
    }

    @Test
    void aMirrorGetsTheCredentialOfItsSourceByNoChallenge() {
        assertThat(manifest(upstream)).isInstanceOf(Registry.Fetched.Found.class);
        harvester.allow(new FakeRegistryAccess.Basic(LOGIN));
        assertThatThrownBy(() -> manifest(harvester)).isInstanceOf(UndeterminedException.class);
        harvester.allow(Bearer.of(LOGIN));
        assertThatThrownBy(() -> manifest(harvester)).isInstanceOf(UndeterminedException.class);
        assertThat(harvester.requests()).isNotEmpty();
        assertNothingHarvested();
    }

    @Test
    void aMirrorThatNamesItsSourcesRealmGetsNoTokenOfIt() {
        assertThat(manifest(upstream)).isInstanceOf(Registry.Fetched.Found.class);
        upstream.forgetRequests();
        harvester.allow(Bearer.of(LOGIN).withRealm("http://" + upstream.host() + "/token"));
        assertThatThrownBy(() -> manifest(harvester)).isInstanceOf(UndeterminedException.class);
        assertThat(upstream.requests()).isEmpty();
        assertThat(harvester.requests()).isNotEmpty();
        assertNothingHarvested();
    }

    @Test
    void aRealmThatIsNotTheRegistrysOwnIsNotEvenAsked() {
        upstream.allow(Bearer.of(LOGIN).withRealm("http://" + harvester.host() + "/token"));
        assertThatThrownBy(() -> manifest(upstream)).isInstanceOf(UndeterminedException.class);
        assertThat(harvester.requests()).isEmpty();
        assertThat(upstream.requests())
                .extracting(FakeRegistryRequest::authorization)
                .containsOnly(Optional.empty());
    }

    @Test
    void aPlaceThatABlobIsRedirectedToGetsTheRequestAndNothingElse() {
        harvester.pushBlob(APP, new byte[] {1, 2, 3});
        upstream.spoil(
                new FakeRegistryDefect.RedirectTo("http://" + harvester.host() + "/v2/" + APP + "/blobs/" + blob),
                "/blobs/");
        assertThat(registry.blob(new Repository(upstream.host(), APP), blob, 100, inquiry()))
                .isInstanceOf(Registry.Fetched.Found.class);
        assertThat(harvester.requests()).hasSize(1);
        assertNothingHarvested();
    }

    @Test
    void aPlaceThatABlobIsRedirectedToGetsNothingByAChallengeOfItsOwn() {
        harvester.allow(new FakeRegistryAccess.Basic(LOGIN));
        upstream.spoil(
                new FakeRegistryDefect.RedirectTo("http://" + harvester.host() + "/v2/" + APP + "/blobs/" + blob),
                "/blobs/");
        assertThatThrownBy(() -> registry.blob(new Repository(upstream.host(), APP), blob, 100, inquiry()))
                .isInstanceOf(UndeterminedException.class);
        assertThat(harvester.requests()).hasSize(1);
        assertNothingHarvested();
    }
}
