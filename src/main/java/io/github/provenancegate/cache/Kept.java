package io.github.provenancegate.cache;

import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verify.Document;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a registry answered about one image, as far as something good followed from it. It says nothing of what
/// that was: whoever reads it finds out again.
///
/// @param since when it was answered
/// @param signers whose signatures are among the answers; a hint, nothing is proven by it
/// @param answers all from the image's own repository
record Kept(About about, PinnedImage image, Instant since, List<AllowedSigner> signers, List<Answer> answers) {
    /// What an answer costs beside its content.
    private static final int ANSWER_BYTES = 256;

    Kept {
        signers = List.copyOf(signers);
        answers = List.copyOf(answers);
    }

    /// What was asked.
    enum About {
        SIGNATURES,
        MANIFEST,
        BASE_CLAIM
    }

    /// There is one at most of each name.
    record Name(About about, PinnedImage image) {}

    /// A document that a registry answered with. It is found again by the hash of its bytes alone, so that no
    /// other can take its place.
    ///
    /// @param tag under which it was asked for; empty where it was by digest
    record Answer(Optional<String> tag, Document document) {}

    Name name() {
        return new Name(about, image);
    }

    long bytes() {
        return answers.stream()
                .mapToLong(answer -> ANSWER_BYTES + answer.document().length())
                .sum();
    }
}
