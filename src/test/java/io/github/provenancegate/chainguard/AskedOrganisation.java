package io.github.provenancegate.chainguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.FakeChainguard;
import io.github.provenancegate.verify.Organisation;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// An organisation behind a stand-in of Chainguard's API, asked with a token.
abstract class AskedOrganisation {
    static final String ACME = "4cf15780a13a9b6576d8b357e6524554c8c12a18";
    static final String OTHER = "0000000000000000000000000000000000000000";
    static final String SYNCER = "c03040118377d88c";
    static final String BUILDER = "ca93125e202f81f8";
    static final String PYTHON = ACME + "/00000000000000aa";
    static final Organisation.Id ID = new Organisation.Id(ACME);
    static final Organisation.Name NAME = new Organisation.Name("acme.com");
    static final String GROUPS = "/iam/v1/groups";
    static final String REPOS = "/registry/v1/repos";
    static final String TAGS = "/registry/v1/tags";
    static final String ASSOCIATIONS = "/iam/v1/account_associations";

    final FakeChainguard fake = FakeChainguard.start();

    @BeforeEach
    void knowAToken() {
        fake.trust("top-secret");
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    Organisation organisation(String token) {
        return new ChainguardOrganisation(
                Asking.transport(), fake.address(), new ApiTokens.Given(new Secret(token), "CHAINGUARD_TOKEN"));
    }

    Organisation organisation() {
        return organisation("top-secret");
    }

    void assertUndetermined(ThrowingCallable question, ReasonCode code, String... words) {
        assertThatThrownBy(question)
                .asInstanceOf(type(UndeterminedException.class))
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(code);
                    assertThat(refused.sentence())
                            .contains(fake.address().getAuthority())
                            .contains(List.of(words))
                            .doesNotContain("top-secret");
                });
    }
}
