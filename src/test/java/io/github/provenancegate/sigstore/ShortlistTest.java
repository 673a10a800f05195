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
    void asManyAsAreVerifiedAreTakenInTheirOrderAndUnread() {
        List<Integer> candidates =
                IntStream.range(0, Shortlist.CANDIDATES_MAX).boxed().toList();
        Shortlist<Integer> all = Shortlist.of(
                candidates, this::claimed, AllowedSigners.of(new AllowedSigner(WANTED, AllowedSigner.PUBLIC_GOOD)));
        assertThat(certificatesRead).hasValue(0);
        assertThat(all).isEqualTo(new Shortlist<>(candidates, 0));
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
