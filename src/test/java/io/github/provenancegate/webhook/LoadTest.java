package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadTest {
    private final Load load = new Load(2, 100);

    @Test
    void reviewsBeyondTheLimitAreNotTakenIn() {
        Load.Place first = load.enter(0).orElseThrow();
        assertThat(load.enter(0)).isPresent();
        assertThat(load.enter(0)).isEmpty();
        first.leave();
        assertThat(load.enter(0)).isPresent();
    }

    @Test
    void bytesBeyondTheLimitAreNotTakenIn() {
        Load.Place first = load.enter(60).orElseThrow();
        assertThat(load.enter(41)).isEmpty();
        assertThat(load.enter(40)).isPresent();
        first.leave();
        assertThat(load.bytes()).isEqualTo(40);
    }

    @Test
    void aBodyOfUnknownLengthGrowsOnlyAsFarAsThereIsRoom() {
        Load.Place known = load.enter(60).orElseThrow();
        Load.Place unknown = load.enter(0).orElseThrow();
        assertThat(unknown.hold(40)).isEqualTo(Load.Growth.FITS);
        assertThat(unknown.hold(30)).isEqualTo(Load.Growth.FITS);
        assertThat(unknown.hold(41)).isEqualTo(Load.Growth.TOO_MUCH);
        assertThat(load.bytes()).isEqualTo(100);
        known.leave();
        unknown.leave();
        assertThat(load.bytes()).isZero();
        assertThat(load.reviews()).isZero();
    }

    @Test
    void whoLeavesTwiceLeavesOnce() {
        Load.Place place = load.enter(10).orElseThrow();
        assertThat(load.enter(10)).isPresent();
        place.leave();
        place.leave();
        assertThat(load.reviews()).isEqualTo(1);
        assertThat(load.bytes()).isEqualTo(10);
    }

    @Test
    void theLargestBodyPassesTheDefaultLimits() {
        WebhookSettings settings = WebhookSettings.DEFAULT;
        assertThat(new Load(settings.reviewsInFlightMax(), settings.bodyBytesInFlightMax())
                        .enter(io.github.provenancegate.kubernetes.AdmissionReviewReader.BODY_BYTES_MAX))
                .isPresent();
    }
}
