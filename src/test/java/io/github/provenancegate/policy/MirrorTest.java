package io.github.provenancegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.SignaturePlaces;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MirrorTest {
    private static final AllowedSigners SIGNERS =
            AllowedSigners.of(AllowedSigner.publicGood(new Signer("issuer", "subject")));

    @ParameterizedTest
    @CsvSource({
        "registry.acme.example/cgr/python,      cgr.dev/acme.com/python second.example/x/python",
        "registry.acme.example/cgr,             cgr.dev/acme.com second.example/x",
        "registry.acme.example/cgr/a/b,         cgr.dev/acme.com/a/b second.example/x/a/b",
        "registry.acme.example/cgrevil/python,  ''",
        "registry.acme.example:5000/cgr/python, ''",
        "cgr.dev/acme.com/python,               ''",
    })
    void signaturesOfAMirroredImageAreLookedForWhereThePolicySays(String repository, String places) {
        ProvenancePolicy policy = new ProvenancePolicy(
                "p",
                List.of(ImagePattern.parse("registry.acme.example/**"), ImagePattern.parse("cgr.dev/**")),
                NamespaceScope.EVERYWHERE,
                new Verification.Delivery(SIGNERS, BaseDigestRule.REQUIRED),
                Optional.empty(),
                List.of(
                        mirror("registry.acme.example/cgr", "cgr.dev/acme.com"),
                        mirror("registry.acme.example/cgr", "second.example/x")),
                Mode.ENFORCE,
                UndeterminedAction.DENY,
                TagAction.ALLOW,
                List.of(),
                List.of());

        assertThat(policy.requirementFor(Repository.parse(repository)).places())
                .isEqualTo(
                        places.isEmpty()
                                ? SignaturePlaces.BESIDE_THE_IMAGE
                                : new SignaturePlaces.Elsewhere(Arrays.stream(places.split(" "))
                                        .map(Repository::parse)
                                        .toList()));
    }

    @Test
    void oneRepositoryMayHoldTheSignaturesOfAll() {
        Repository all = Repository.parse("registry.acme.example/signatures");
        Mirror mirror = new Mirror(Repository.parse("m.example/a"), new Mirror.Place.Single(all));

        assertThat(mirror.placeOf(Repository.parse("m.example/a"))).contains(all);
        assertThat(mirror.placeOf(Repository.parse("m.example/a/b/c"))).contains(all);
        assertThat(mirror.placeOf(Repository.parse("m.example/ab"))).isEmpty();
        assertThat(mirror.placeOf(Repository.parse("other.example/a"))).isEmpty();
    }

    private static Mirror mirror(String image, String beginning) {
        return new Mirror(Repository.parse(image), new Mirror.Place.Beginning(Repository.parse(beginning)));
    }

    @Test
    void aNameThatWouldBeTooLongUpstreamHasNoPlaceThere() {
        Mirror mirror = mirror("m.example/a", "cgr.dev/" + "b".repeat(240));

        assertThat(mirror.placeOf(Repository.parse("m.example/a/" + "c".repeat(100))))
                .isEmpty();
        assertThat(mirror.placeOf(Repository.parse("m.example/a/c"))).isPresent();
    }
}
