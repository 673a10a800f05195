package io.github.provenancegate.chainguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.FakeChainguard;
import io.github.provenancegate.fake.FakeChainguardDefect;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.verify.Credentials.Credential;
import io.github.provenancegate.verify.Organisation;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whom an exchanged token is shown to, and how long it is held.
class ChainguardCredentialsTest {
    private static final String IDENTITY = "4cf15780a13a9b6576d8b357e6524554c8c12a18/00000000000000aa";
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final String STS = "/sts/exchange";

    private final AtomicReference<Instant> clock = new AtomicReference<>(START);
    private final FakeChainguard fake = FakeChainguard.start();
    private final Transport transport = Asking.transport();

    @TempDir
    private Path folder;

    private Path file;
    private StsExchange exchange;
    private ChainguardCredentials credentials;

    ChainguardCredentialsTest() {
        // assigned before each test, when the folder is there
        this.file = Path.of("");
        this.exchange = exchange("cgr.dev");
        this.credentials = new ChainguardCredentials("cgr.dev", exchange);
    }

    @BeforeEach
    void mountAServiceAccountToken() throws IOException {
        file = Files.writeString(folder.resolve("token"), "sa-secret\n");
        exchange = exchange("cgr.dev");
        credentials = new ChainguardCredentials("cgr.dev", exchange);
        fake.trust(IDENTITY, "sa-secret");
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    private StsExchange exchange(String audience) {
        return new StsExchange(
                transport, fake.address(), new StsExchange.Identity(IDENTITY, file), audience, clock::get);
    }

    private void pass(Duration time) {
        clock.updateAndGet(now -> now.plus(time));
    }

    private Optional<Credential> ask() {
        return credentials.forRepository(new Repository("cgr.dev", "any"), Asking.inquiry());
    }

    private static Optional<Credential> token(String text) {
        return Optional.of(new Credential.Basic("_token", new Secret(text)));
    }

    private void assertRefused(ReasonCode code, String... words) {
        assertThatThrownBy(this::ask)
                .asInstanceOf(type(UndeterminedException.class))
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(code);
                    assertThat(refused.sentence()).contains(List.of(words)).doesNotContain("sa-secret", "exchanged-");
                });
    }

    @Test
    void theRegistryGetsATokenOfItsOwnAudience() {
        assertThat(ask()).isEqualTo(token("exchanged-1"));
        assertThat(fake.requests())
                .containsExactly(new FakeChainguard.Request(
                        STS + "?aud=cgr.dev&identity=" + IDENTITY.replace("/", "%2F"),
                        Optional.of("Bearer sa-secret")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cgr.dev.evil.example", "evil.cgr.dev", "cgr.dev:443", "docker.io"})
    void noOtherHostGetsAny(String host) {
        assertThat(credentials.forRepository(new Repository(host, "any"), Asking.inquiry()))
                .isEmpty();
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void aTokenIsHeldAndRenewedAheadOfItsEnd() {
        fake.tellLifetime("\"expires_in\":3600");
        assertThat(ask()).isEqualTo(token("exchanged-1"));
        pass(Duration.ofMinutes(54));
        assertThat(ask()).isEqualTo(token("exchanged-1"));
        pass(Duration.ofMinutes(2));
        assertThat(ask()).isEqualTo(token("exchanged-2"));
    }

    @Test
    void whileTheIssuerFailsTheOldTokenIsUsedUntilItsEnd() {
        fake.tellLifetime("\"expires_in\":3600");
        ask();
        fake.spoil(new FakeChainguardDefect.Status(500), STS);
        pass(Duration.ofMinutes(56));
        assertThat(ask()).isEqualTo(token("exchanged-1"));
        int asked = fake.requests().size();
        assertThat(ask()).isEqualTo(token("exchanged-1"));
        assertThat(fake.requests()).as("asked again at once").hasSize(asked);

        pass(Duration.ofMinutes(4));
        assertRefused(ReasonCode.REGISTRY_UNREACHABLE, "exchanging the service account's token for one for cgr.dev");

        fake.heal();
        assertThat(ask()).isPresent().isNotEqualTo(token("exchanged-1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"expires_in\":-1", "\"expires_in\":0", "\"expiry\":\"2020-01-01T00:00:00Z\"", "\"expiry\":-1"})
    void aTokenThatIsOverIsNotHeld(String lifetime) {
        fake.tellLifetime(lifetime);
        assertThat(ask()).isEqualTo(token("exchanged-1"));
        pass(Duration.ofMinutes(10));
        assertThat(ask()).isEqualTo(token("exchanged-2"));
    }

    @Test
    void theFileIsReadAgainAtEachExchange() throws IOException {
        ask();
        Files.writeString(file, "sa-rotated");
        fake.trust(IDENTITY, "sa-rotated");
        pass(Duration.ofHours(1));
        assertThat(ask()).isEqualTo(token("exchanged-2"));
    }

    @Test
    void aBurstOfQuestionsSharesOneExchange() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Optional<Credential>> question = this::ask;
            assertThat(threads.invokeAll(Collections.nCopies(8, question)))
                    .allSatisfy(answer -> assertThat(answer.get()).isEqualTo(token("exchanged-1")));
        }
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void aBurstOfQuestionsSharesOneFailure() throws Exception {
        fake.spoil(new FakeChainguardDefect.Status(500), STS);
        Callable<ReasonCode> question = () -> {
            try {
                throw new AssertionError(ask());
            } catch (UndeterminedException failed) {
                return failed.code();
            }
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(threads.invokeAll(Collections.nCopies(20, question)))
                    .allSatisfy(answer -> assertThat(answer.get()).isEqualTo(ReasonCode.REGISTRY_UNREACHABLE));
        }
        assertThat(fake.requests()).as("each for itself would be 60").hasSizeLessThan(30);
    }

    @Test
    void aServiceAccountThatMayNotIsSaidWithWhatToDo() {
        fake.trust(IDENTITY, "another");
        assertRefused(ReasonCode.REGISTRY_UNAUTHORIZED, fake.address().getAuthority(), "HTTP 401", IDENTITY);
    }

    @Test
    void aFileWithoutATokenIsSaidAndNobodyIsAsked() throws IOException {
        Files.writeString(file, "two words");
        assertRefused(ReasonCode.REGISTRY_UNAUTHORIZED, "holds no token");
        Files.writeString(file, "x".repeat(1 << 20));
        assertRefused(ReasonCode.REGISTRY_UNAUTHORIZED, "holds no token");
        Files.delete(file);
        assertRefused(ReasonCode.REGISTRY_UNAUTHORIZED, "cannot be read", file.toString());
        assertThat(fake.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"token\":\"\"}",
                "{\"token\":7}",
                "{\"token\":\"a\",\"token\":\"a\"}",
                "{\"token\":\"a\\r\\nX-Evil: 1\"}",
                "exchanged"
            })
    void anAnswerWithoutAUsableTokenIsRefused(String answer) {
        fake.spoil(new FakeChainguardDefect.Text(answer), STS);
        assertRefused(ReasonCode.REGISTRY_MISBEHAVED, "while exchanging");
    }

    @Test
    void theServiceAccountsTokenIsNotCarriedToAnotherHost() {
        try (FakeChainguard harvester = FakeChainguard.start()) {
            fake.spoil(new FakeChainguardDefect.RedirectTo(harvester.address() + STS + "?aud=x"), STS);
            assertRefused(ReasonCode.REGISTRY_NOT_ALLOWED, "never followed");
            assertThat(harvester.requests()).isEmpty();
        }
    }

    @Test
    void anExchangedTokenOpensTheApi() {
        String audience = ChainguardOrganisation.audience(fake.address());
        Organisation organisation =
                new ChainguardOrganisation(transport, fake.address(), new ApiTokens.Exchanged(exchange(audience)));
        fake.addGroup("acme.com", IDENTITY.substring(0, 40));

        assertThat(organisation.find(new Organisation.Name("acme.com"), Asking.inquiry()))
                .contains(new Organisation.Id(IDENTITY.substring(0, 40)));
    }

    @Test
    void nothingPrintsAToken() {
        Optional<Credential> credential = ask();

        assertThat(List.of(
                        credential.toString(),
                        credentials.toString(),
                        exchange.toString(),
                        new ApiTokens.Exchanged(exchange).toString()))
                .noneMatch(text -> text.contains("sa-secret") || text.contains("exchanged-1"));
    }
}
