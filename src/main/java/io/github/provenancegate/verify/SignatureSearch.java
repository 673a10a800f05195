package io.github.provenancegate.verify;

import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verdict.SignaturePlaces;
import java.util.ArrayList;
import java.util.List;

/// Looks for the signatures of a digest in the places that requirements name.
final class SignatureSearch {
    private final Signatures signatures;

    SignatureSearch(Signatures signatures) {
        this.signatures = signatures;
    }

    /// All candidates of the places that were asked. None is asked any more when each requirement has a proof
    /// by a signer of its own; a place that cannot be asked takes no proof from the next, nor more than its
    /// share of the time.
    ///
    /// @param wanted the signers of each requirement, at least one
    List<Signature> find(PinnedImage image, SignaturePlaces places, List<AllowedSigners> wanted, Inquiry inquiry) {
        return switch (places) {
            case SignaturePlaces.BesideTheImage _ -> signatures.find(image, wanted, inquiry);
            case SignaturePlaces.Elsewhere(List<Repository> repositories) -> {
                List<Signature> found = new ArrayList<>();
                for (int i = 0; i < repositories.size(); i++) {
                    Inquiry share = inquiry.within(inquiry.deadline().share(repositories.size() - i));
                    found.addAll(ask(new PinnedImage(repositories.get(i), image.digest()), wanted, share));
                    if (wanted.stream().allMatch(signers -> signers.haveProof(found))) {
                        break;
                    }
                }
                yield List.copyOf(found);
            }
        };
    }

    private List<Signature> ask(PinnedImage image, List<AllowedSigners> wanted, Inquiry inquiry) {
        try {
            return signatures.find(image, wanted, inquiry);
        } catch (UndeterminedException couldNotAsk) {
            return List.of(new Signature.Unknown(couldNotAsk.code(), couldNotAsk.sentence()));
        }
    }
}
