package io.github.provenancegate.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.cli.ExitCode;
import io.github.provenancegate.fake.FakeChainguard;
import io.github.provenancegate.fake.FakeChainguardDefect;
import io.github.provenancegate.kubernetes.PolicyDocuments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `identities` prints, and how it says that it cannot.
class IdentitiesCommandTest {
    private static final String ACME = "4cf15780a13a9b6576d8b357e6524554c8c12a18";
    private static final String SYNCER = "c03040118377d88c";
    private static final String BUILDER = "ca93125e202f81f8";
    private static final Map<String, String> TOKEN = Map.of("CHAINGUARD_TOKEN", "top-secret");

    private final FakeChainguard fake = FakeChainguard.start();

    @TempDir
    private Path folder;

    @BeforeEach
    void deliver() {
        fake.trust("top-secret");
        fake.addGroup("acme.com", ACME);
        fake.bind(ACME, Map.of("CATALOG_SYNCER", ACME + "/" + SYNCER, "APKO_BUILDER", ACME + "/" + BUILDER));
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    private InProcess run(Map<String, String> environment, String organisation, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "identities",
                "--customer-org",
                organisation,
                "--chainguard-api",
                fake.address().toString(),
                "--chainguard-issuer",
                fake.address().toString(),
                "--plain-http",
                "127.0.0.1"));
        arguments.addAll(List.of(options));
        InProcess ended = InProcess.run(new Surroundings(environment, folder), "", arguments);
        assertThat(ended.out() + ended.err()).doesNotContain("top-secret");
        return ended;
    }

    @Test
    void theSnippetIsPrintedAsAPolicyHasIt() {
        InProcess ended = run(TOKEN, "acme.com");

        assertThat(ended.out()).isEqualTo("""
                organization:
                  name: acme.com
                  id: "4cf15780a13a9b6576d8b357e6524554c8c12a18"
                  identities: ["c03040118377d88c", "ca93125e202f81f8"]   # image syncer, custom image builder
                """);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.exitCode()).isEqualTo(ExitCode.ALL_PROVEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme.com", "123", "1e3", "true", "0x1f.e1", "no", ACME})
    void whateverItsNameTheSnippetIsTakenByAPolicy(String name) throws Exception {
        fake.addGroup(name, ACME);

        InProcess ended = run(TOKEN, name);

        Path policy = Files.writeString(
                folder.resolve("policy.yaml"),
                "apiVersion: provenance-gate.github.io/v1alpha1\nkind: ProvenancePolicy\nmetadata: {name: acme}\nspec:\n"
                        + "  images: [\"cgr.dev/acme.com/**\"]\n"
                        + ended.out().indent(2));
        assertThat(new PolicyDocuments(Set.of("public-good")).read(policy))
                .singleElement()
                .satisfies(read -> assertThat(read.toString())
                        .contains(
                                "https://issuer.enforce.dev/" + ACME + "/" + SYNCER,
                                "https://issuer.enforce.dev/" + ACME + "/" + BUILDER));
    }

    @Test
    void anIdNeedsNoLookUpOfAName() {
        InProcess ended = run(TOKEN, ACME);

        assertThat(ended.exitCode()).isEqualTo(ExitCode.ALL_PROVEN);
        assertThat(ended.out()).contains("  name: \"" + ACME + "\"\n");
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void programsReadAnObject() {
        JsonNode object = run(TOKEN, "acme.com", "-o", "json").json();

        assertThat(object.get("name").asText()).isEqualTo("acme.com");
        assertThat(object.get("id").asText()).isEqualTo(ACME);
        assertThat(object.get("identities")).extracting(JsonNode::asText).containsExactly(SYNCER, BUILDER);
        assertThat(object.get("imageSyncer").asText()).isEqualTo(SYNCER);
        assertThat(object.get("customImageBuilder").asText()).isEqualTo(BUILDER);
    }

    @Test
    void anIdentityThatIsNotSetUpIsSaid() {
        String other = "00".repeat(20);
        fake.addGroup("other.example", other);
        fake.bind(other, Map.of("CATALOG_SYNCER", other + "/" + SYNCER));

        assertThat(run(TOKEN, "other.example").out())
                .contains("identities: [\"" + SYNCER + "\"]   # image syncer, no custom image builder is set up\n");
        assertThat(run(TOKEN, "other.example", "-o", "json")
                        .json()
                        .get("customImageBuilder")
                        .isNull())
                .isTrue();
    }

    @Test
    void aMountedServiceAccountTokenServesToo() throws Exception {
        String identity = ACME + "/00000000000000aa";
        fake.trust(identity, "sa-secret");
        Path file = Files.writeString(folder.resolve("token"), "sa-secret");

        InProcess ended = run(
                Map.of(), "acme.com", "--chainguard-identity", identity, "--chainguard-token-file", file.toString());

        assertThat(ended.exitCode()).isEqualTo(ExitCode.ALL_PROVEN);
        assertThat(ended.out()).contains(SYNCER);
    }

    @Test
    void whatCannotBeFoundOutIsSaidInOneSentence() {
        InProcess absent = run(TOKEN, "acme.org");
        assertThat(absent.exitCode()).isEqualTo(ExitCode.NOT_FOUND_OUT);
        assertThat(absent.err())
                .contains("no organisation of the name acme.org")
                .hasLineCount(1);

        InProcess noToken = run(Map.of(), "acme.com");
        assertThat(noToken.exitCode()).isEqualTo(ExitCode.NOT_FOUND_OUT);
        assertThat(noToken.err()).contains("REGISTRY_UNAUTHORIZED").hasLineCount(1);

        fake.spoil(new FakeChainguardDefect.Text("{\"items\":[]}"), "/iam/v1/account_associations");
        InProcess none = run(TOKEN, "acme.com");
        assertThat(none.exitCode()).isEqualTo(ExitCode.NOT_FOUND_OUT);
        assertThat(none.err()).contains("no signing identity of acme.com").hasLineCount(1);
        assertThat(List.of(absent.out(), noToken.out(), none.out())).containsOnly("");
    }

    @Test
    void whatIsNoOrganisationAndHalfASettingAreUsage() {
        assertThat(run(TOKEN, "acme.com\u001b[2J/../x"))
                .satisfies(ended -> assertThat(ended.err()).contains("--customer-org: \"acme.com\\u001b[2J/../x\""))
                .extracting(InProcess::exitCode)
                .isEqualTo(ExitCode.USAGE);
        assertThat(run(TOKEN, "acme.com", "--chainguard-token-file", "x").err())
                .contains("--chainguard-token-file: means nothing without --chainguard-identity UIDP");
        assertThat(run(TOKEN, "acme.com", "--chainguard-identity", "acme").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(run(Map.of("CHAINGUARD_TOKEN", "two words"), "acme.com").err())
                .contains("CHAINGUARD_TOKEN holds no token")
                .doesNotContain("two words");
        assertThat(InProcess.run(folder, "", List.of("identities")).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run(TOKEN, "acme.com", "-o", "sarif").err()).contains("this command writes text or json");
        assertThat(fake.requests()).isEmpty();
    }
}
