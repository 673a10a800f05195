package io.github.provenancegate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.cli.ExitCode;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeChainguardDefect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `verify --customer-org`.
class OrganisationVerifyTest extends DeliveredOrganisation {
    @Test
    void everyImageIsAnsweredInTheOrderOfTheNames() {
        InProcess ended = verify("--customer-org", ORG, "--full", "-o", "json");

        assertThat(ended.all("image"))
                .containsExactlyElementsOf(
                        sortedNames().stream().map(DeliveredOrganisation::image).toList());
        assertThat(ended.all("status"))
                .containsExactlyElementsOf(sortedNames().stream()
                        .map(name -> scenario(name).fullStatus())
                        .toList());
        assertThat(ended.exitCode()).isEqualTo(ExitCode.NOT_PROVEN);
    }

    @Test
    void deliveryIsAskedForUnlessTheWholeChainIs() {
        assertThat(verify("--customer-org", ORG, "--verify-signatures", "-o", "json")
                        .all("status"))
                .containsExactlyElementsOf(sortedNames().stream()
                        .map(name -> scenario(name).deliveryStatus())
                        .toList());
    }

    @Test
    void theOrganisationsIdServesAsItsName() {
        assertThat(verify("--customer-org", ID, "--limit", "1", "-o", "json").all("image"))
                .containsExactly(REGISTRY.host() + "/" + ID + "/error:latest");
    }

    @Test
    void identitiesThatTheApiNamesAreShownToBePinned() {
        InProcess discovered = verify("--customer-org", ORG, "-o", "json");
        InProcess pinned = verify(
                "--customer-org",
                ORG,
                "--identities",
                DeliveredImages.SYNCER_ID + "," + DeliveredImages.BUILDER_ID,
                "-o",
                "json");

        assertThat(discovered.err())
                .contains("taken from Chainguard's API")
                .contains("--identities " + DeliveredImages.SYNCER_ID + "," + DeliveredImages.BUILDER_ID);
        assertThat(pinned.err()).isEmpty();
        assertThat(pinned.all("status")).isEqualTo(discovered.all("status"));
        assertThat(verify("--customer-org", ORG, "--identities", "0000000000000000", "-o", "json")
                        .all("reason"))
                .contains("WRONG_SIGNER")
                .doesNotContain("PROVEN");
    }

    @Test
    void aPolicyAboutTheOrganisationNeedsNoIdentitiesOfTheApi() {
        InProcess ended = verify(
                "--customer-org",
                ORG,
                "--policy",
                folder.resolve("delivery.yaml").toString(),
                "-o",
                "json");

        assertThat(ended.all("status")).contains("DELIVERY_VERIFIED");
        assertThat(ended.all("policy")).containsOnly("acme");
        assertThat(ended.err()).isEmpty();
        assertThat(chainguard.requests()).noneMatch(request -> request.target().contains("account_associations"));
    }

    @Test
    void theWholeChainRaisesAPolicyThatAsksForLess() {
        assertThat(verify(
                                "--customer-org",
                                ORG,
                                "--full",
                                "--policy",
                                folder.resolve("delivery.yaml").toString(),
                                "-o",
                                "json")
                        .all("status"))
                .contains("VERIFIED", "NOT_FOUND", "PARTIAL")
                .doesNotContain("DELIVERY_VERIFIED");
    }

    @Test
    void whereNobodyNamesAnIdentityNothingIsVerified() {
        chainguard.spoil(new FakeChainguardDefect.Text("{\"items\":[]}"), "/iam/v1/account_associations");

        InProcess ended = verify("--customer-org", ORG);

        assertThat(ended.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ended.err()).contains("any identity").contains("--identities");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void optionsThatSayTwoThingsAreRefused() {
        String policy = folder.resolve("delivery.yaml").toString();

        for (List<String> options : List.<List<String>>of(
                List.of("--customer-org", ORG, "--identities", "0000000000000000", "--policy", policy),
                List.of("--customer-org", ORG, "--tag", "1", "--all-tags"),
                List.of("--customer-org", ORG, image("verified")),
                List.of("--customer-org", "../x"),
                List.of("--customer-org", ORG, "--limit", "0"),
                List.of("--customer-org", ORG, "--updated-within", "yesterday"),
                List.of("--customer-org", ORG, "--repository", "UPPER"),
                List.of("--customer-org", ORG, "--repository", "nothing-like-it"),
                List.of("--customer-org", ORG, "--tag", "no tag"),
                List.of("--customer-org", ORG, "--reference-repository", "cgr.dev/x"),
                List.of("--customer-org", ORG, "--identities", "everybody"),
                List.of("--customer-org", "other.example", "--policy", policy),
                List.of("--full", "--policy", policy, image("verified")),
                List.of())) {
            InProcess ended = verify(options.toArray(String[]::new));

            assertThat(ended.exitCode()).as("%s: %s", options, ended.err()).isEqualTo(ExitCode.USAGE);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).startsWith("provgate: ");
        }
    }

    @Test
    void repositoriesAreChosenByTheirNames() {
        chainguard.addRepository(ID, ID + "/00000000000000b0", "charts/verified");

        assertThat(verify("--customer-org", ORG, "--repository", "no-*", "-o", "json")
                        .all("image"))
                .containsExactly(image("no-base"), image("no-sig"));
        assertThat(verify("--customer-org", ORG, "--repository", "**/verified", "-o", "json")
                        .all("image"))
                .containsExactly(image("charts/verified"), image("verified"));
    }

    @Test
    void tagsAreThoseThatWereAskedFor() {
        chainguard.addTag(uidp(Scenario.VERIFIED), uidp(Scenario.VERIFIED) + "/0000000000000001", "latest");
        chainguard.addTag(uidp(Scenario.VERIFIED), uidp(Scenario.VERIFIED) + "/0000000000000002", "3.13");
        chainguard.addTag(uidp(Scenario.NO_SIG), uidp(Scenario.NO_SIG) + "/0000000000000003", "latest");
        String verified = REGISTRY.host() + "/" + ORG + "/verified";

        InProcess all = verify("--customer-org", ORG, "--all-tags", "-o", "json");
        assertThat(all.all("image")).containsExactly(image("no-sig"), verified + ":3.13", verified + ":latest");
        assertThat(all.all("reason")).containsExactly("UNSIGNED", "IMAGE_NOT_FOUND", "PROVEN");
        assertThat(all.err()).contains("4 of 6 repositories have no tag that was asked for");

        assertThat(verify("--customer-org", ORG, "--tag", "3.13", "--repository", "verified", "-o", "json")
                        .all("image"))
                .containsExactly(verified + ":3.13");
        // all were pointed somewhere on the first of January 2026
        assertThat(verify("--customer-org", ORG, "--updated-within", "36500d", "-o", "json")
                        .all("image"))
                .hasSize(3);
        assertThat(verify("--customer-org", ORG, "--updated-within", "1s", "-o", "json")
                        .all("image"))
                .isEmpty();
    }

    @Test
    void aRepositoryWhoseTagsCannotBeListedIsNotLeftOut() {
        chainguard.spoil(new FakeChainguardDefect.Text("{\"items\": 1}"), "/registry/v1/tags");

        InProcess ended = verify("--customer-org", ORG, "--all-tags", "-o", "json");

        assertThat(ended.all("reason")).hasSize(6).containsOnly("REGISTRY_MISBEHAVED");
        assertThat(ended.exitCode()).isEqualTo(ExitCode.NOT_FOUND_OUT);
    }

    @Test
    void theResultsAreKeptAsTheScriptKeptThem() throws IOException {
        Path csv = folder.resolve("kept.csv");

        InProcess ended = verify("--customer-org", ORG, "--csv", csv.toString());

        List<String> lines = Files.readAllLines(csv);
        assertThat(lines.getFirst())
                .isEqualTo("image,base_digest,rekor_status,rekor_log_index,rekor_url,signature_status,"
                        + "verification_status,error");
        assertThat(lines.subList(1, lines.size()))
                .extracting(line -> line.substring(0, line.indexOf(',')))
                .containsExactlyElementsOf(sortedNames());
        assertThat(lines.getLast()).matches("verified,sha256:[0-9a-f]{64},EXISTS,\\d+,,VALID,DELIVERY_VERIFIED,");
        assertThat(ended.out()).contains("  CSV                " + csv + "\n");
        try (var files = Files.list(folder)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".part"));
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsNamedBeforeAnythingIsVerified() {
        InProcess ended = verify(
                "--customer-org",
                ORG,
                "--csv",
                folder.resolve("no/such/folder.csv").toString());

        assertThat(ended.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ended.err()).contains("no/such/folder.csv cannot be written");
        assertThat(ended.out()).isEmpty();
    }
}
