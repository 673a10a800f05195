package io.github.provenancegate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryAccess;
import io.github.provenancegate.fake.FakeRegistryAccess.Bearer;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.fake.FakeRegistryRequest;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.verify.Credentials.Credential;
import io.github.provenancegate.verify.Registry.Fetched;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How a registry lets us in, and to whom a credential is shown.
class OciRegistryAccessTest {
    private static final String APP = "acme/app";
    private static final FakeRegistryAccess.Login LOGIN = new FakeRegistryAccess.Login("user", "pass:wörd");
    private static final Credential PASSWORD = new Credential.Basic("user", new Secret("pass:wörd"));
    private static final Credential WRONG = new Credential.Basic("user", new Secret("secret"));

    private final FakeRegistry fake = FakeRegistry.start();
    private final FakeRegistry other = FakeRegistry.start();
    private final Asking asking = new Asking(fake);
    private final Digest image = fake.images(APP).image("app", Map.of(), Map.of());

    @AfterEach
    void stop() {
        fake.close();
        other.close();
    }

    private void assertRefused(Asking who, ReasonCode code) {
        assertThatThrownBy(() -> who.manifest(APP, image))
                .asInstanceOf(type(UndeterminedException.class))
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(code);
                    assertThat(refused.sentence()).contains("127.0.0.1").doesNotContain("secret");
                });
    }

    private Stream<String> authorizations(FakeRegistry registry) {
        return registry.requests().stream()
                .map(FakeRegistryRequest::authorization)
                .flatMap(Optional::stream);
    }

    @Test
    void aPasswordOpensARegistryThatWantsOne() {
        fake.allow(new FakeRegistryAccess.Basic(LOGIN));
        Asking user = asking.as(PASSWORD);
        assertThat(user.manifest(APP, image)).isInstanceOf(Fetched.Found.class);
        assertThat(user.manifest(APP, image)).isInstanceOf(Fetched.Found.class);
        assertThat(fake.requests()).hasSize(3);
    }

    @Test
    void aWrongPasswordIsSaid() {
        fake.allow(new FakeRegistryAccess.Basic(LOGIN));
        assertRefused(asking.as(WRONG), ReasonCode.REGISTRY_UNAUTHORIZED);
    }

    @Test
    void aMissingPasswordIsSaid() {
        fake.allow(new FakeRegistryAccess.Basic(LOGIN));
        assertRefused(asking, ReasonCode.REGISTRY_UNAUTHORIZED);
    }

    @Test
    void anIdentityTokenIsNotShownToARegistryThatWantsAPassword() {
        fake.allow(new FakeRegistryAccess.Basic(LOGIN));
        assertRefused(asking.as(new Credential.IdentityToken(new Secret("secret"))), ReasonCode.REGISTRY_UNAUTHORIZED);
        assertThat(authorizations(fake)).isEmpty();
    }

    @Test
    void aPasswordIsShownToTheRealmAndATokenToTheRegistry() {
        fake.allow(Bearer.of(LOGIN));
        assertThat(asking.as(PASSWORD).manifest(APP, image)).isInstanceOf(Fetched.Found.class);
        assertThat(authorizations(fake))
                .satisfiesExactly(
                        toRealm -> assertThat(toRealm).startsWith("Basic "),
                        toRegistry -> assertThat(toRegistry).startsWith("Bearer "));
    }

    @Test
    void anIdentityTokenIsExchangedAtTheRealm() {
        fake.allow(Bearer.of(LOGIN));
        Asking user = asking.as(new Credential.IdentityToken(new Secret("pass:wörd")));
        fake.allow(Bearer.of(new FakeRegistryAccess.Login("user", "pass%3Aw%C3%B6rd")));
        assertThat(user.manifest(APP, image)).isInstanceOf(Fetched.Found.class);
        assertThat(fake.requests()).anySatisfy(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.form())
                    .contains("grant_type=refresh_token", "scope=repository%3Aacme%2Fapp%3Apull", "service=fake");
            assertThat(request.target()).doesNotContain("pass");
        });
    }

    @Test
    void aRealmThatRefusesIsSaid() {
        fake.allow(Bearer.of(LOGIN));
        assertRefused(asking.as(WRONG), ReasonCode.REGISTRY_UNAUTHORIZED);
        assertRefused(asking, ReasonCode.REGISTRY_UNAUTHORIZED);
    }

    @Test
    void aRealmElsewhereGetsNothing() {
        fake.allow(Bearer.of(LOGIN).withRealm("http://" + other.host() + "/token"));
        assertRefused(asking.as(PASSWORD), ReasonCode.REGISTRY_NOT_ALLOWED);
        assertThat(other.requests()).isEmpty();
        assertThat(authorizations(fake)).isEmpty();
    }

    @Test
    void aRealmAtTheConfiguredTokenHostIsAsked() {
        other.allow(Bearer.of(LOGIN));
        fake.allow(Bearer.of(LOGIN).withRealm("http://" + other.host() + "/token"));
        assertRefused(asking.withTokenHost(other.host()).as(PASSWORD), ReasonCode.REGISTRY_UNAUTHORIZED);
        assertThat(other.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.authorization()).isPresent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/api/token",
                "http://127.0.0.1.evil.example/token",
                "https://127.0.0.1/token",
                "http://user@127.0.0.1/token",
                "//evil.example/token",
                "ftp://127.0.0.1/token",
                "https://"
            })
    void aRealmThatIsNotTheRegistrysOwnHostGetsNothing(String realm) {
        fake.allow(Bearer.of(LOGIN).withRealm(realm));
        assertRefused(asking.as(PASSWORD), ReasonCode.REGISTRY_NOT_ALLOWED);
        assertThat(authorizations(fake)).isEmpty();
    }

    @Test
    void aRealmThatSendsOnIsNotFollowed() {
        fake.allow(Bearer.of(LOGIN));
        fake.spoil(new FakeRegistryDefect.RedirectTo("http://" + other.host() + "/token"), "/token");
        assertRefused(asking.as(PASSWORD), ReasonCode.REGISTRY_NOT_ALLOWED);
        assertThat(other.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"token\":\"\"}",
                "{\"token\":7}",
                "{\"token\":null}",
                "{\"token\":\"TOKEN\",\"token\":\"TOKEN\"}",
                "{\"token\":\"TOKEN\\r\\nX-Evil: 1\"}",
                "{\"token\":\"TOKEN\",\"expires_in\":1e999}",
                "{\"token\":\"TOKEN\",\"expires_in\":99999999999999999999}",
                "{\"token\":\"TOKEN\"}{}",
                "TOKEN",
                ""
            })
    void aTokenAnswerThatIsNoneIsRefused(String answer) {
        fake.allow(Bearer.anonymous().withAnswer(answer));
        assertRefused(asking, ReasonCode.REGISTRY_MISBEHAVED);
    }

    @Test
    void aTokenAnswerAboveItsCapIsNotRead() {
        fake.allow(Bearer.anonymous().withAnswer("{\"token\":\"" + "x".repeat(65 << 10) + "\"}"));
        assertRefused(asking, ReasonCode.REGISTRY_MISBEHAVED);
    }

    @Test
    void anEndlessTokenAnswerEndsAtItsCap() {
        fake.allow(Bearer.anonymous());
        fake.spoil(new FakeRegistryDefect.EndlessBody(), "/token");
        assertRefused(asking, ReasonCode.REGISTRY_MISBEHAVED);
    }

    @Test
    void aTokenUnderItsOtherNameIsTaken() {
        fake.allow(Bearer.anonymous().withAnswer("{\"access_token\":\"TOKEN\"}"));
        assertThat(asking.manifest(APP, image)).isInstanceOf(Fetched.Found.class);
    }

    @Test
    void aTokenOfNegativeLifetimeIsUsedOnceAndNotRemembered() {
        fake.allow(Bearer.anonymous().withAnswer("{\"token\":\"TOKEN\",\"expires_in\":-1}"));
        asking.manifest(APP, image);
        asking.manifest(APP, image);
        assertThat(fake.requests())
                .filteredOn(request -> request.target().startsWith("/token"))
                .hasSize(2);
    }

    @Test
    void aTokenOfAHugeLifetimeIsTaken() {
        fake.allow(Bearer.anonymous().withAnswer("{\"token\":\"TOKEN\",\"expires_in\":" + Long.MAX_VALUE + "}"));
        assertThat(asking.manifest(APP, image)).isInstanceOf(Fetched.Found.class);
    }

    @Test
    void aTokenThatIsRefusedLaterIsFetchedAnew() {
        fake.allow(Bearer.anonymous());
        asking.manifest(APP, image);
        fake.forgetTokens();
        assertThat(asking.manifest(APP, image)).isInstanceOf(Fetched.Found.class);
    }

    @Test
    void anotherRepositoryGetsATokenOfItsOwnWithoutBeingRefusedFirst() {
        Digest second = fake.images("acme/second").image("second", Map.of(), Map.of());
        fake.allow(Bearer.anonymous());
        asking.manifest(APP, image);
        fake.forgetRequests();
        assertThat(asking.manifest("acme/second", second)).isInstanceOf(Fetched.Found.class);
        assertThat(fake.requests())
                .extracting(FakeRegistryRequest::target)
                .containsExactly(
                        "/token?service=fake&scope=repository%3Aacme%2Fsecond%3Apull",
                        "/v2/acme/second/manifests/" + second);
    }

    @Test
    void aBurstOfQuestionsSharesOneToken() throws InterruptedException {
        fake.allow(Bearer.anonymous());
        asking.manifest(APP, image);
        fake.forgetTokens();
        fake.forgetRequests();
        Callable<Fetched> question = () -> asking.manifest(APP, image);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(threads.invokeAll(List.of(question, question, question, question, question, question)))
                    .allSatisfy(answer -> assertThat(answer.get()).isInstanceOf(Fetched.Found.class));
        }
        assertThat(fake.requests())
                .filteredOn(request -> request.target().startsWith("/token"))
                .hasSize(1);
    }

    @Test
    void anUnknownWayInIsSaid() {
        fake.spoil(new FakeRegistryDefect.Status(401, Map.of("WWW-Authenticate", "Negotiate")));
        assertRefused(asking.as(PASSWORD), ReasonCode.REGISTRY_UNAUTHORIZED);
        assertThat(authorizations(fake)).isEmpty();
    }
}
