package io.github.provenancegate.chainguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.FakeChainguard;
import io.github.provenancegate.fake.FakeChainguardDefect;
import io.github.provenancegate.verify.Organisation;
import io.github.provenancegate.verify.Organisation.CatalogueEntry;
import io.github.provenancegate.verify.Organisation.CatalogueTag;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is read from the API's answers, and what is left out.
class ChainguardOrganisationTest extends AskedOrganisation {
    @ParameterizedTest
    @EnumSource(FakeChainguard.Spelling.class)
    void anOrganisationIsReadInEitherSpelling(FakeChainguard.Spelling spelling) {
        fake.spell(spelling);
        fake.page(2);
        fake.addGroup("acme.com", ACME);
        fake.bind(ACME, Map.of("CATALOG_SYNCER", ACME + "/" + SYNCER, "APKO_BUILDER", ACME + "/" + BUILDER));
        IntStream.range(0, 5)
                .forEach(i -> fake.addRepository(ACME, ACME + "/00000000000000b" + i, i == 3 ? "charts/r3" : "r" + i));

        assertThat(organisation().find(NAME, Asking.inquiry())).contains(ID);
        assertThat(organisation().identities(ID, Asking.inquiry()))
                .isEqualTo(new Organisation.Identities(Optional.of(SYNCER), Optional.of(BUILDER)));
        assertThat(organisation().repositories(ID, Asking.inquiry()))
                .extracting(CatalogueEntry::name)
                .containsExactly("charts/r3", "r0", "r1", "r2", "r4");
        assertThat(fake.requests())
                .filteredOn(request -> request.target().startsWith(REPOS))
                .hasSize(3);
    }

    @Test
    void tagsAreListedWithoutThoseOfSignatures() {
        fake.addTag(PYTHON, PYTHON + "/0000000000000001", "latest");
        fake.addTag(PYTHON, PYTHON + "/0000000000000002", "3.13-dev");
        fake.addTag(PYTHON, PYTHON + "/0000000000000003", "sha256-00.sig");

        assertThat(organisation().tags(new CatalogueEntry(PYTHON, "python"), Asking.inquiry()))
                .containsExactly(
                        new CatalogueTag("3.13-dev", Optional.of(Instant.parse("2026-01-01T00:00:00Z"))),
                        new CatalogueTag("latest", Optional.of(Instant.parse("2026-01-01T00:00:00Z"))));
    }

    @Test
    void anOrganisationThatIsNotShownIsAbsent() {
        assertThat(organisation().find(NAME, Asking.inquiry())).isEmpty();
        assertThat(organisation().identities(ID, Asking.inquiry()).all()).isEmpty();
        assertThat(organisation().repositories(ID, Asking.inquiry())).isEmpty();
    }

    @Test
    void aGroupOfASimilarNameIsNotTheOrganisation() {
        fake.addGroup("acme.com.evil.example", OTHER);
        fake.addGroup("ACME.com", OTHER);
        fake.addGroup("acme.com", ACME + "/" + SYNCER);
        fake.spoil(new FakeChainguardDefect.NoFilters(), GROUPS);

        assertThat(organisation().find(NAME, Asking.inquiry())).isEmpty();

        fake.addGroup("acme.com", ACME);
        assertThat(organisation().find(NAME, Asking.inquiry())).contains(ID);
    }

    @Test
    void twoOrganisationsOfOneNameAreNotChosenBetween() {
        fake.addGroup("acme.com", ACME);
        fake.addGroup("acme.com", OTHER);

        assertUndetermined(
                () -> organisation().find(NAME, Asking.inquiry()),
                ReasonCode.REGISTRY_MISBEHAVED,
                "2 organisations of the name acme.com",
                "give the id");
    }

    @Test
    void anotherOrganisationsIdentitiesAreLeftOut() {
        fake.bind(OTHER, Map.of("CATALOG_SYNCER", OTHER + "/1111111111111111"));
        fake.bind(ACME, Map.of("APKO_BUILDER", ACME + "/" + BUILDER, "COSIGNED", ACME + "/2222222222222222"));
        fake.spoil(new FakeChainguardDefect.NoFilters(), ASSOCIATIONS);

        assertThat(organisation().identities(ID, Asking.inquiry()))
                .isEqualTo(new Organisation.Identities(Optional.empty(), Optional.of(BUILDER)));
    }

    @Test
    void aTokenThatIsRefusedIsSaidWithWhatToDo() {
        assertUndetermined(
                () -> organisation("wrong").find(NAME, Asking.inquiry()),
                ReasonCode.REGISTRY_UNAUTHORIZED,
                "HTTP 401",
                "looking for the organisation acme.com",
                "CHAINGUARD_TOKEN");
        fake.spoil(new FakeChainguardDefect.Status(403), TAGS);
        assertUndetermined(
                () -> organisation().tags(new CatalogueEntry(PYTHON, "python"), Asking.inquiry()),
                ReasonCode.REGISTRY_UNAUTHORIZED,
                "HTTP 403");
    }

    @Test
    void withoutAnyTokenNobodyIsAsked() {
        Organisation nobody = new ChainguardOrganisation(Asking.transport(), fake.address(), new ApiTokens.None());

        assertThatThrownBy(() -> nobody.find(NAME, Asking.inquiry()))
                .asInstanceOf(type(UndeterminedException.class))
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(ReasonCode.REGISTRY_UNAUTHORIZED);
                    assertThat(refused.sentence()).contains("CHAINGUARD_TOKEN", "--chainguard-identity", "chainctl");
                });
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void aTokenIsNeverPrinted() {
        assertThat(List.of(
                        new ApiTokens.Given(new Secret("top-secret"), "X").toString(),
                        organisation().toString()))
                .noneMatch(text -> text.contains("top-secret"));
    }
}
