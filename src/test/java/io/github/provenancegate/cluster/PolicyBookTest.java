package io.github.provenancegate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.cluster.PolicyBook.Version;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.kubernetes.PolicyDocuments;
import io.github.provenancegate.policy.Decision;
import io.github.provenancegate.policy.Mode;
import io.github.provenancegate.policy.PolicyStanding;
import io.github.provenancegate.policy.PolicyStanding.State;
import io.github.provenancegate.policy.PolicyWatch.News;
import io.github.provenancegate.policy.ProvenancePolicy;
import io.github.provenancegate.policy.Ruling;
import io.github.provenancegate.policy.UnmatchedAction;
import io.github.provenancegate.policy.UnreadPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyBookTest {
    private static final String SOUND = """
            {"apiVersion":"provenance-gate.github.io/v1alpha1","kind":"ProvenancePolicy","metadata":{"name":"acme"},
            "spec":{"mode":"%s","images":["cgr.dev/acme.com/**"],"signers":[{"issuer":"a","subject":"b"%s}]}}
            """;
    private static final String ENFORCE = SOUND.formatted("enforce", "");
    private static final String AUDIT = SOUND.formatted("audit", "");
    private static final String BROKEN = SOUND.formatted("audit", ",\"trustRoot\":\"nobodys\"");

    private final List<String> told = new ArrayList<>();
    private final News news = new News() {
        @Override
        public void listed() {
            told.add("listed");
        }

        @Override
        public void changed(PolicyStanding standing) {
            told.add(standing.policy() + " " + standing.generation() + " "
                    + standing.state().getClass().getSimpleName());
        }

        @Override
        public void removed(String policy) {
            told.add(policy + " removed");
        }
    };

    private final PolicyBook book = new PolicyBook(new PolicyDocuments(Set.of("public-good")), UnmatchedAction.ALLOW);

    @Test
    void beforeTheFirstListNothingIsAdmittedAndAfterAnEmptyOneTheSettingDecides() {
        Ruling before = rule();
        assertThat(before.decision()).isEqualTo(new Decision.Deny());
        assertThat(before.judgement().orElseThrow().verdict().code()).isEqualTo(ReasonCode.POLICY_UNUSABLE);

        book.replace(List.of(), news);
        assertThat(rule().decision()).isEqualTo(new Decision.Admit());
        assertThat(told).isEmpty();
    }

    @Test
    void aVersionIsReadOnceAndTheNewestCounts() {
        book.replace(List.of(version(1, AUDIT)), news);
        book.replace(List.of(version(1, AUDIT)), news);
        assertThat(book.current().policies()).extracting(ProvenancePolicy::mode).containsExactly(Mode.AUDIT);
        book.replace(List.of(version(2, ENFORCE)), news);
        assertThat(book.current().policies()).extracting(ProvenancePolicy::mode).containsExactly(Mode.ENFORCE);
        book.replace(List.of(), news);
        assertThat(book.current().policies()).isEmpty();
        assertThat(told).containsExactly("acme 1 InForce", "acme 2 InForce", "acme removed");
    }

    @Test
    void anUnusableVersionLeavesTheLastGoodOneInForce() {
        book.replace(List.of(version(1, ENFORCE)), news);
        book.replace(List.of(version(2, BROKEN)), news);
        book.replace(List.of(version(3, BROKEN)), news);
        assertThat(book.current().policies()).extracting(ProvenancePolicy::mode).containsExactly(Mode.ENFORCE);
        assertThat(book.current().unread()).isEmpty();
        assertThat(told).containsExactly("acme 1 InForce", "acme 2 LastGoodInForce", "acme 3 LastGoodInForce");
        assertThat(book.standings())
                .singleElement()
                .satisfies(standing -> assertThat(standing.state())
                        .isInstanceOfSatisfying(
                                State.LastGoodInForce.class,
                                kept -> assertThat(kept.why())
                                        .startsWith("spec.signers[0].trustRoot: \"nobodys\" is no trust root")));

        book.replace(List.of(version(4, AUDIT)), news);
        assertThat(book.current().policies()).extracting(ProvenancePolicy::mode).containsExactly(Mode.AUDIT);
    }

    @Test
    void aPolicyThatNeverWasUsableIsNotAbsent() {
        book.replace(List.of(version(1, BROKEN)), news);
        assertThat(book.current().policies()).isEmpty();
        assertThat(book.current().unread()).extracting(UnreadPolicy::name).containsExactly("acme");
        assertThat(rule().decision()).isEqualTo(new Decision.AdmitAudited());
        assertThat(told).containsExactly("acme 1 NothingInForce");

        book.replace(List.of(version(2, ENFORCE)), news);
        assertThat(book.current().unread()).isEmpty();
    }

    @Test
    void anotherPolicyOfTheSameNameHasNoLastGoodVersion() {
        book.replace(List.of(version(1, ENFORCE)), news);
        book.replace(List.of(new Version("acme", "another", 1, () -> BROKEN)), news);
        assertThat(book.current().policies()).isEmpty();
        assertThat(told).containsExactly("acme 1 InForce", "acme 1 NothingInForce");
    }

    private Ruling rule() {
        return book.current()
                .rule(
                        Optional.empty(),
                        ImageReference.parse("cgr.dev/acme.com/app@sha256:" + "a".repeat(64)),
                        Instant.EPOCH,
                        (_, _) -> {
                            throw new AssertionError("must not be contacted");
                        });
    }

    private static Version version(long generation, String document) {
        return new Version("acme", "uid", generation, () -> document);
    }
}
