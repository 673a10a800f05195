package io.github.provenancegate.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistryAccess;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.Verdict;
import io.github.provenancegate.verify.Asker;
import io.github.provenancegate.verify.Credentials;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.RealEdges;
import io.github.provenancegate.verify.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a file brings over a restart, and what it does not when somebody else has written it.
class KeptEvidenceTest {
    private static final Requirement DELIVERY = RealEdges.delivery(BaseDigestRule.OPTIONAL);
    private static final Pattern CONTENT = Pattern.compile("\"content\":\"([^\"]*)\"");

    @TempDir
    private Path folder;

    private Path file;
    private Cached cached;

    @BeforeEach
    void start() throws Exception {
        file = folder.resolve("cache");
        cached = new Cached(folder, Optional.of(file));
    }

    @AfterEach
    void stop() {
        cached.close();
    }

    private ImageReference pinned(Scenario scenario) {
        return cached.edges().pinned(scenario);
    }

    private Verdict full(Scenario scenario) {
        return cached.examine(pinned(scenario), cached.edges().full(scenario));
    }

    private void restartWithoutRegistry() {
        cached.memory().end();
        cached.fake().spoil(new FakeRegistryDefect.Status(403));
        cached.restart();
    }

    /// Has everything proven, kept, changed by somebody else, and read again without a registry.
    private void tamper(UnaryOperator<String> change) throws IOException {
        assertThat(full(Scenario.VERIFIED)).isInstanceOf(Verdict.Verified.class);
        cached.memory().end();
        String changed = change.apply(Files.readString(file));
        assertThat(changed).isNotEqualTo(Files.readString(file));
        Files.writeString(file, changed);
        cached.fake().spoil(new FakeRegistryDefect.Status(403));
        cached.restart();
    }

    private static String eachContent(String lines, UnaryOperator<byte[]> change) {
        return CONTENT.matcher(lines)
                .replaceAll(found -> "\"content\":\""
                        + Matcher.quoteReplacement(Base64.getEncoder()
                                .encodeToString(change.apply(Base64.getDecoder().decode(found.group(1)))))
                        + "\"");
    }

    @Test
    void whatWasProvenIsProvenAgainWithoutARegistry() {
        List<Scenario> delivered = new ArrayList<>();
        for (Scenario scenario : Scenario.values()) {
            full(scenario);
            if (cached.examine(pinned(scenario), DELIVERY).isProven()) {
                delivered.add(scenario);
            }
        }
        assertThat(delivered).hasSizeGreaterThan(2);
        cached.memory().end();
        cached.requests();
        cached.fake().spoil(new FakeRegistryDefect.Status(503));
        cached.restart();

        assertThat(full(Scenario.VERIFIED)).isInstanceOf(Verdict.Verified.class);
        for (Scenario scenario : delivered) {
            assertThat(cached.examine(pinned(scenario), DELIVERY).isProven())
                    .as("%s", scenario)
                    .isTrue();
        }
        assertThat(cached.requests()).isEmpty();
    }

    @Test
    void nothingElseIsKept() throws IOException {
        for (Scenario scenario : Scenario.values()) {
            full(scenario);
        }
        restartWithoutRegistry();
        for (Scenario scenario : List.of(Scenario.NO_SIG, Scenario.NOT_FOUND)) {
            assertThat(full(scenario).code()).isEqualTo(ReasonCode.REGISTRY_UNAUTHORIZED);
        }
        assertThat(Files.readString(file))
                .doesNotContain(pinned(Scenario.NO_SIG).toString());
    }

    @Test
    void aSecondRestartBringsItTooAndWhatWasNewIsAdded() {
        full(Scenario.VERIFIED);
        cached.memory().end();
        cached.restart();
        assertThat(cached.examine(pinned(Scenario.NOT_FOUND), DELIVERY).isProven())
                .isTrue();
        restartWithoutRegistry();

        assertThat(full(Scenario.VERIFIED)).isInstanceOf(Verdict.Verified.class);
        assertThat(cached.examine(pinned(Scenario.NOT_FOUND), DELIVERY).isProven())
                .isTrue();
    }

    @Test
    void changedBytesProveNothing() throws IOException {
        tamper(lines -> eachContent(lines, content -> {
            content[content.length / 2] ^= 1;
            return content;
        }));

        assertThat(full(Scenario.VERIFIED).isProven()).isFalse();
        assertThat(cached.examine(pinned(Scenario.VERIFIED), DELIVERY).code())
                .isEqualTo(ReasonCode.REGISTRY_UNAUTHORIZED);
    }

    @Test
    void signaturesOfOneImageAreNoneOfAnother() throws IOException {
        ImageReference.Pinned signed = (ImageReference.Pinned) pinned(Scenario.VERIFIED);
        ImageReference.Pinned unsigned = (ImageReference.Pinned) pinned(Scenario.NO_SIG);
        tamper(lines -> lines.replace(signed.toString(), unsigned.toString())
                .replace(signed.digest().hex() + ".sig", unsigned.digest().hex() + ".sig"));

        assertThat(Files.readString(file))
                .contains(unsigned + "\"", unsigned.digest().hex() + ".sig");
        assertThat(cached.examine(unsigned, DELIVERY).isProven()).isFalse();
    }

    /// As a copy of the signature beside it would, which whoever may push there can make.
    @Test
    void aLineThatIsMovedToAnotherRepositoryProvesTheSameBytesAndNoOthers() throws IOException {
        ImageReference.Pinned signed = (ImageReference.Pinned) pinned(Scenario.VERIFIED);
        ImageReference.Pinned unsigned = (ImageReference.Pinned) pinned(Scenario.NO_SIG);
        ImageReference copy = ImageReference.parse(unsigned.repository() + "@" + signed.digest());
        tamper(lines -> lines.replace(signed.toString(), copy.toString()));

        assertThat(cached.examine(copy, DELIVERY).isProven()).isTrue();
        assertThat(cached.examine(unsigned, DELIVERY).isProven()).isFalse();
        assertThat(cached.examine(signed, DELIVERY).code()).isEqualTo(ReasonCode.REGISTRY_UNAUTHORIZED);
    }

    @Test
    void ofAnImageThatWasAskedForByTagTheDigestIsKnownToo() {
        cached.examine(cached.edges().tagged(Scenario.VERIFIED), cached.edges().full(Scenario.VERIFIED));
        restartWithoutRegistry();

        assertThat(full(Scenario.VERIFIED)).isInstanceOf(Verdict.Verified.class);
    }

    @Test
    void aBaseThatTheImageDoesNotNameCannotBeWrittenIn() throws IOException {
        tamper(lines -> eachContent(
                lines,
                content -> new String(content, UTF_8)
                        .replaceAll("(base\\.digest\" *: *\"sha256:)[0-9a-f]{64}", "$1" + "a".repeat(64))
                        .getBytes(UTF_8)));

        assertThat(full(Scenario.VERIFIED).isProven()).isFalse();
        assertThat(cached.examine(pinned(Scenario.VERIFIED), DELIVERY).isProven())
                .isTrue();
    }

    @Test
    void nothingOfItOutlivesATrustRootThatIsGone() throws Exception {
        full(Scenario.VERIFIED);
        cached.renew(VirtualSigstore.seeded(InstantSource.fixed(Instant.parse("2026-07-01T12:00:00Z")), 8)
                .trustedRootJson());
        restartWithoutRegistry();
        assertThat(full(Scenario.VERIFIED).isProven()).isFalse();

        cached.renew(cached.edges().sigstore().trustedRootJson());
        cached.memory().keep();
        cached.pass(Duration.ofSeconds(6));
        assertThat(full(Scenario.VERIFIED).isProven()).isTrue();
    }

    @Test
    void whatIsKeptIsNoYoungerAfterARestart() {
        full(Scenario.VERIFIED);
        cached.pass(Duration.ofHours(23));
        restartWithoutRegistry();
        assertThat(full(Scenario.VERIFIED).isProven()).isTrue();

        cached.pass(Duration.ofHours(1));
        assertThat(full(Scenario.VERIFIED).isProven()).isFalse();
        cached.restart();
        assertThat(full(Scenario.VERIFIED).isProven()).isFalse();
    }

    @Test
    void whatClaimsToComeFromTheFutureIsDropped() throws IOException {
        tamper(lines -> lines.replaceAll("\"since\":[0-9]+", "\"since\":99999999999"));

        assertThat(full(Scenario.VERIFIED).isProven()).isFalse();
    }

    @Test
    void aSignatureThatTheRegistryHasNoMoreIsTakenOutOfTheFile() throws IOException {
        cached.examine(pinned(Scenario.VERIFIED), DELIVERY);
        cached.memory().end();
        cached.pass(Life.FIXED.plusSeconds(1));
        cached.fake().spoil(new FakeRegistryDefect.Status(404));
        assertThat(cached.examine(pinned(Scenario.VERIFIED), DELIVERY).code()).isEqualTo(ReasonCode.UNSIGNED);
        cached.memory().end();

        assertThat(Files.readString(file)).doesNotContain("SIGNATURES");
    }

    @Test
    void whatAPodsOwnSecretsMayReadIsNotWritten() {
        Inquiry ours = RealEdges.inquiry();
        Inquiry tenant = new Inquiry(ours.deadline(), ours.observer(), new Asker("tenant/b", Credentials.ANONYMOUS));
        cached.examine(pinned(Scenario.VERIFIED), cached.edges().full(Scenario.VERIFIED), tenant);
        cached.memory().end();

        assertThat(file).doesNotExist();
    }

    @Test
    void noCredentialIsInTheFileAndNobodyElseMayReadIt() throws IOException {
        cached.fake().allow(new FakeRegistryAccess.Basic(new FakeRegistryAccess.Login("mary", "s3cret-of-mary")));
        cached.restart((_, _) -> Optional.of(new Credentials.Credential.Basic("mary", new Secret("s3cret-of-mary"))));
        assertThat(full(Scenario.VERIFIED).isProven()).isTrue();
        cached.memory().end();

        assertThat(eachContent(Files.readString(file), UnaryOperator.identity()))
                .isEqualTo(Files.readString(file));
        String all = CONTENT.matcher(Files.readString(file))
                .replaceAll(found ->
                        Matcher.quoteReplacement(new String(Base64.getDecoder().decode(found.group(1)), UTF_8)));
        assertThat(all).contains("docker-manifest-digest").doesNotContain("mary", "s3cret", "Authorization");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
