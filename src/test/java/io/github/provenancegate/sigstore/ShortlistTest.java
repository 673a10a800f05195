package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShortlistTest {
    private static final Signer WANTED = new Signer("issuer", "wanted");
    private static final Signer OTHER = new Signer("issuer", "other");

    private final AtomicInteger certificatesRead = new AtomicInteger();

    @Test
    void eachCertificateIsReadOnceHoweverManyCandidatesThereAre() {
        List<Integer> candidates = IntStream.range(0, 5_000).boxed().toList();
        Shortlist<Integer> shortlist = Shortlist.of(
                candidates, this::claimed, AllowedSigners.of(new AllowedSigner(WANTED, AllowedSigner.PUBLIC_GOOD)));
        assertThat(certificatesRead).hasValue(5_000);
        assertThat(shortlist.tried())
                .containsExactlyElementsOf(IntStream.iterate(2, n -> n + 3)
                        .limit(Shortlist.CANDIDATES_MAX)
                        .boxed()
                        .toList());
        assertThat(shortlist.beyond()).isEqualTo(5_000 - Shortlist.CANDIDATES_MAX);
    }

    @Test
    void alsoAmongFewTheWantedComeFirst() {
        AllowedSigners hint = AllowedSigners.of(new AllowedSigner(WANTED, AllowedSigner.PUBLIC_GOOD));
        assertThat(Shortlist.of(List.of(0, 1, 2, 3, 5), this::claimed, hint))
                .isEqualTo(new Shortlist<>(List.of(2, 5, 0, 1, 3), 0));
        assertThat(Shortlist.of(List.of(1, 2), this::claimed, hint)).isEqualTo(new Shortlist<>(List.of(2, 1), 0));
        assertThat(Shortlist.of(List.of(), this::claimed, hint)).isEqualTo(new Shortlist<>(List.of(), 0));
    }

    @Test
    void aSingleCandidateIsNotReadToBeSorted() {
        AllowedSigners hint = AllowedSigners.of(new AllowedSigner(WANTED, AllowedSigner.PUBLIC_GOOD));
        assertThat(Shortlist.of(List.of(1), this::claimed, hint)).isEqualTo(new Shortlist<>(List.of(1), 0));
        assertThat(certificatesRead).hasValue(0);
    }

    private Optional<Signer> claimed(int candidate) {
        certificatesRead.incrementAndGet();
        return switch (candidate % 3) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(OTHER);
            default -> Optional.of(WANTED);
        };
    }
}
