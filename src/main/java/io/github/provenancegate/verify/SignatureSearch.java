package io.github.provenancegate.verify;

import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verdict.SignaturePlaces;
import java.util.ArrayList;
import java.util.List;

/// Looks for the signatures of a digest in the places that a requirement names.
final class SignatureSearch {
    private final Signatures signatures;

    SignatureSearch(Signatures signatures) {
        this.signatures = signatures;
    }

    /// All candidates of the places that were asked. A place that has a proof by a wanted signer is the last;
    /// one that cannot be asked takes no proof from the next, and no more than its share of the time.
    List<Signature> find(PinnedImage image, SignaturePlaces places, AllowedSigners wanted, Inquiry inquiry) {
        return switch (places) {
            case SignaturePlaces.BesideTheImage _ -> signatures.find(image, wanted, inquiry);
            case SignaturePlaces.Elsewhere(List<Repository> repositories) -> {
                List<Signature> found = new ArrayList<>();
                for (int i = 0; i < repositories.size(); i++) {
                    Inquiry share = new Inquiry(inquiry.deadline().share(repositories.size() - i), inquiry.observer());
                    List<Signature> here = ask(new PinnedImage(repositories.get(i), image.digest()), wanted, share);
                    found.addAll(here);
                    if (here.stream().anyMatch(signature -> isWanted(signature, wanted))) {
                        break;
                    }
                }
                yield List.copyOf(found);
            }
        };
    }

    private List<Signature> ask(PinnedImage image, AllowedSigners wanted, Inquiry inquiry) {
        try {
            return signatures.find(image, wanted, inquiry);
        } catch (UndeterminedException couldNotAsk) {
            return List.of(new Signature.Unknown(couldNotAsk.code(), couldNotAsk.sentence()));
        }
    }

    private static boolean isWanted(Signature signature, AllowedSigners wanted) {
        return switch (signature) {
            case Signature.Proven(Proof proof) -> wanted.allow(proof.signer(), proof.trustRoot());
            case Signature.Unlogged _, Signature.Refuted _, Signature.Unknown _ -> false;
        };
    }
}
