package io.github.provenancegate.chainguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.FakeChainguard;
import io.github.provenancegate.fake.FakeChainguardDefect;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An API, or somebody in its place, that answers what it should not.
class ChainguardOrganisationHostileTest extends AskedOrganisation {
    @ParameterizedTest
    @ValueSource(
            strings = {
                OTHER + "/" + SYNCER,
                ACME,
                ACME + "/" + SYNCER + "/" + BUILDER,
                ACME + "/C03040118377D88C",
                ACME + "/c03040118377d88",
                ACME + "/c03040118377d88c\\n",
                ACME + SYNCER
            })
    void anIdentityThatIsNotDirectlyBelowTheOrganisationIsRefused(String uidp) {
        fake.spoil(
                new FakeChainguardDefect.Text("{\"items\":[{\"group\":\"" + ACME
                        + "\",\"chainguard\":{\"service_bindings\":{\"CATALOG_SYNCER\":\"" + uidp + "\"}}}]}"),
                ASSOCIATIONS);

        assertUndetermined(
                () -> organisation().identities(ID, Asking.inquiry()),
                ReasonCode.REGISTRY_MISBEHAVED,
                "not one below " + ACME);
    }

    @Test
    void identitiesThatAreSaidTwiceAndNotAlikeAreRefused() {
        fake.bind(ACME, Map.of("CATALOG_SYNCER", ACME + "/" + SYNCER));
        fake.bind(ACME, Map.of("CATALOG_SYNCER", ACME + "/" + BUILDER));

        assertUndetermined(
                () -> organisation().identities(ID, Asking.inquiry()), ReasonCode.REGISTRY_MISBEHAVED, "not alike");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "A", "x y", "x\\u001b[2J", "x:tag", ""})
    void aRepositoryOfANameThatNoRegistryHasIsRefused(String name) {
        fake.spoil(
                new FakeChainguardDefect.Text("{\"items\":[{\"id\":\"" + PYTHON + "\",\"name\":\"" + name + "\"}]}"),
                REPOS);

        assertUndetermined(
                () -> organisation().repositories(ID, Asking.inquiry()),
                ReasonCode.REGISTRY_MISBEHAVED,
                "while listing the repositories of");
    }

    @Test
    void anotherOrganisationsRepositoryIsRefused() {
        fake.addRepository(OTHER, OTHER + "/00000000000000aa", "python");
        fake.spoil(new FakeChainguardDefect.NoFilters(), REPOS);

        assertUndetermined(
                () -> organisation().repositories(ID, Asking.inquiry()),
                ReasonCode.REGISTRY_MISBEHAVED,
                "not one below " + ACME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"items\":{}}",
                "{\"items\":[1]}",
                "{\"items\":[]}{}",
                "{\"items\":[],\"items\":[]}",
                "{\"items\":[{\"name\":\"acme.com\",\"name\":\"acme.com\"}]}",
                "{\"items\":[{\"name\":7}]}",
                "{\"items\":[],\"next_page_token\":\"a\",\"nextPageToken\":\"b\"}",
                "{\"items\":[],\"next_page_token\":1}",
                "<html>"
            })
    void anAnswerThatIsNotTheApisIsRefused(String answer) {
        fake.spoil(new FakeChainguardDefect.Text(answer.isEmpty() ? " " : answer), GROUPS);

        assertUndetermined(
                () -> organisation().find(NAME, Asking.inquiry()),
                ReasonCode.REGISTRY_MISBEHAVED,
                "while looking for the organisation acme.com");
    }

    @Test
    void deepNestingIsRefused() {
        fake.spoil(
                new FakeChainguardDefect.Text("{\"items\":[],\"x\":" + "[".repeat(500) + "]".repeat(500) + "}"),
                GROUPS);

        assertUndetermined(
                () -> organisation().find(NAME, Asking.inquiry()), ReasonCode.REGISTRY_MISBEHAVED, "not strict JSON");
    }

    @Test
    void anAnswerOfTenMegabytesEndsAtItsCap() {
        fake.spoil(new FakeChainguardDefect.Spaces(10 << 20), GROUPS);

        assertUndetermined(
                () -> organisation().find(NAME, Asking.inquiry()),
                ReasonCode.REGISTRY_MISBEHAVED,
                "within 1048576 bytes");
    }

    @Test
    void endlessPagesEndAtTheirCap() {
        fake.spoil(new FakeChainguardDefect.EndlessPages(), REPOS);

        assertUndetermined(
                () -> organisation().repositories(ID, Asking.inquiry()), ReasonCode.REGISTRY_MISBEHAVED, "600 pages");
    }

    @Test
    void aPageThatIsNamedAgainIsNotReadAgain() {
        fake.spoil(new FakeChainguardDefect.SameNextPage(), REPOS);

        assertUndetermined(
                () -> organisation().repositories(ID, Asking.inquiry()),
                ReasonCode.REGISTRY_MISBEHAVED,
                "same next page twice");
        assertThat(fake.requests()).hasSize(2);
    }

    @Test
    void aServerErrorIsUnreachableAndNotFoundIsMisbehaviour() {
        fake.spoil(new FakeChainguardDefect.Status(500), GROUPS);
        assertUndetermined(
                () -> organisation().find(NAME, Asking.inquiry()), ReasonCode.REGISTRY_UNREACHABLE, "HTTP 500");
        fake.spoil(new FakeChainguardDefect.Status(404), GROUPS);
        assertUndetermined(
                () -> organisation().find(NAME, Asking.inquiry()), ReasonCode.REGISTRY_MISBEHAVED, "HTTP 404");
    }

    @Test
    void aTokenIsNotCarriedToAnotherHost() {
        try (FakeChainguard harvester = FakeChainguard.start()) {
            fake.spoil(new FakeChainguardDefect.RedirectTo(harvester.address() + GROUPS + "?name=x"), GROUPS);

            assertUndetermined(
                    () -> organisation().find(NAME, Asking.inquiry()),
                    ReasonCode.REGISTRY_NOT_ALLOWED,
                    "never followed");
            assertThat(harvester.requests()).isEmpty();
        }
    }
}
