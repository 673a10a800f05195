package io.github.provenancegate.registry;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.transport.Destination;
import io.github.provenancegate.transport.HttpAnswer;
import io.github.provenancegate.transport.HttpCall;
import io.github.provenancegate.transport.WebAddress;
import io.github.provenancegate.verify.Document;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Registry.Fetched;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;
import java.util.Optional;
import java.util.Set;

/// Blobs (distribution specification, "Pulling blobs"). Registries keep them in object stores and send their clients
/// there, so redirects are followed, by hand.
final class Blobs {
    /// Registry to load balancer to object store; a loop ends here too.
    private static final int REDIRECTS_MAX = 3;

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final RegistryDialogue dialogue;

    Blobs(RegistryDialogue dialogue) {
        this.dialogue = dialogue;
    }

    Fetched fetch(Repository repository, Digest digest, long bodyBytesMax, Inquiry inquiry) {
        String step = "reading the blob " + digest + " of " + repository.path();
        WebAddress root = dialogue.host(repository).root();
        HttpCall call = HttpCall.of(
                HttpCall.Method.GET,
                dialogue.host(repository).api(repository, "blobs/" + digest),
                Destination.NAMED,
                bodyBytesMax,
                step);
        RegistryDialogue.Told told = dialogue.ask(repository, call, inquiry);
        HttpAnswer answer = told.answer();
        Optional<Secret> authorization = told.authorization();
        for (int hop = 0; REDIRECTS.contains(answer.status()); hop++) {
            WebAddress next = hop < REDIRECTS_MAX ? target(answer, step) : tooMany(answer, step);
            authorization = next.sameOrigin(answer.address()) ? authorization : Optional.empty();
            Destination destination = next.sameOrigin(root) ? Destination.NAMED : Destination.REFERRED;
            HttpCall onward = HttpCall.of(HttpCall.Method.GET, next, destination, bodyBytesMax, step)
                    .withAuthorization(authorization);
            answer = dialogue.transport().send(onward, inquiry);
        }
        return read(answer, digest, bodyBytesMax, step);
    }

    private static WebAddress target(HttpAnswer answer, String step) {
        return answer.header("Location")
                .flatMap(link -> answer.address().resolve(link))
                .orElseThrow(() -> new UndeterminedException(
                        ReasonCode.REGISTRY_MISBEHAVED,
                        answer.address().authority() + " sent on to nowhere (no usable Location) while " + step));
    }

    private static WebAddress tooMany(HttpAnswer answer, String step) {
        throw new UndeterminedException(
                ReasonCode.REGISTRY_NOT_ALLOWED,
                answer.address().authority() + " sent on for the " + (REDIRECTS_MAX + 1) + "th time while " + step);
    }

    private static Fetched read(HttpAnswer answer, Digest digest, long bodyBytesMax, String step) {
        if (answer.status() == 404) {
            return new Fetched.Absent();
        }
        return switch (answer.body()) {
            case HttpAnswer.Body.Whole whole when answer.status() == 200 -> check(answer, whole.content(), digest);
            case HttpAnswer.Body.TooLong(long announced) ->
                new Fetched.Corrupt("the blob " + digest + " has " + announced + " bytes; at most " + bodyBytesMax
                        + " are read of its kind");
            case HttpAnswer.Body.Whole _ -> throw RegistryDialogue.refusal(answer, step);
            case HttpAnswer.Body.Unread _ -> throw RegistryDialogue.refusal(answer, step);
        };
    }

    private static Fetched check(HttpAnswer answer, byte[] content, Digest digest) {
        Digest held = Sha256.of(content);
        if (!held.equals(digest)) {
            return new Fetched.Corrupt(
                    answer.address().authority() + " answered " + held + " when asked for the blob " + digest);
        }
        String mediaType =
                answer.header("Content-Type").map(MediaType::withoutParameters).orElse("");
        return new Fetched.Found(new Document(held, mediaType, content));
    }
}
