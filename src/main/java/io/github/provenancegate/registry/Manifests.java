package io.github.provenancegate.registry;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.MalformedReferenceException;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.transport.Destination;
import io.github.provenancegate.transport.HttpAnswer;
import io.github.provenancegate.transport.HttpCall;
import io.github.provenancegate.verify.Document;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Registry.Fetched;
import io.github.provenancegate.verify.Registry.Pinning;
import io.github.provenancegate.verify.UndeterminedException;
import java.util.Map;
import java.util.Optional;

/// Manifests and indexes (distribution specification, "Pulling manifests"), hashed over the bytes that we hold, and
/// checked for their form.
final class Manifests {
    /// What registries themselves allow a manifest to have.
    static final long BYTES_MAX = 4 << 20;

    private static final Map<String, String> ACCEPT = Map.of("Accept", MediaType.ACCEPT);

    private final RegistryDialogue dialogue;
    private final ReferrerSupport support;

    Manifests(RegistryDialogue dialogue, ReferrerSupport support) {
        this.dialogue = dialogue;
        this.support = support;
    }

    /// Asks for the digest alone; where a registry does not tell it that way, for the manifest.
    Pinning pin(ImageReference.Tagged reference, Inquiry inquiry) {
        Repository repository = reference.repository();
        String step = "resolving the tag " + reference.name() + " of " + repository.path();
        HttpAnswer answer = ask(HttpCall.Method.HEAD, repository, reference.name(), step, inquiry);
        if (answer.status() == 404) {
            return new Pinning.Absent();
        }
        if (answer.status() == 200) {
            Optional<Digest> told = toldDigest(answer);
            if (told.isPresent()) {
                return new Pinning.Pinned(PinnedImage.pinned(reference, told.get()), Optional.empty());
            }
        } else if (answer.status() != 400 && answer.status() != 405 && answer.status() != 501) {
            throw RegistryDialogue.refusal(answer, step);
        }
        return switch (get(repository, reference.name(), step, inquiry)) {
            case Fetched.Found(Document document) ->
                new Pinning.Pinned(PinnedImage.pinned(reference, document.digest()), Optional.of(document));
            case Fetched.Absent _ -> new Pinning.Absent();
            case Fetched.Corrupt(String detail) -> new Pinning.Corrupt(detail);
        };
    }

    /// The manifest of a digest.
    Fetched fetch(PinnedImage image, Inquiry inquiry) {
        String step = "reading the manifest " + image.digest() + " of "
                + image.repository().path();
        Fetched fetched = get(image.repository(), image.digest().toString(), step, inquiry);
        return switch (fetched) {
            case Fetched.Found(Document document)
            when !document.digest().equals(image.digest()) ->
                new Fetched.Corrupt(
                        image.repository().host() + " answered " + document.digest() + " when asked for " + image);
            case Fetched.Found _, Fetched.Absent _, Fetched.Corrupt _ -> fetched;
        };
    }

    /// The manifest of a tag.
    Fetched fetch(Repository repository, String tag, Inquiry inquiry) {
        return get(repository, tag, "reading the manifest " + tag + " of " + repository.path(), inquiry);
    }

    private Fetched get(Repository repository, String reference, String step, Inquiry inquiry) {
        HttpAnswer answer = ask(HttpCall.Method.GET, repository, reference, step, inquiry);
        if (answer.status() == 404) {
            return new Fetched.Absent();
        }
        return switch (answer.body()) {
            case HttpAnswer.Body.Whole whole when answer.status() == 200 -> check(answer, whole.content(), reference);
            case HttpAnswer.Body.TooLong(long announced) ->
                throw new UndeterminedException(
                        ReasonCode.REGISTRY_MISBEHAVED,
                        repository.host() + " announced a manifest of " + announced + " bytes while " + step
                                + "; at most " + BYTES_MAX + " are read");
            case HttpAnswer.Body.Whole _ -> throw RegistryDialogue.refusal(answer, step);
            case HttpAnswer.Body.Unread _ -> throw RegistryDialogue.refusal(answer, step);
        };
    }

    private static Fetched check(HttpAnswer answer, byte[] content, String reference) {
        String host = answer.address().authority();
        Digest digest = Sha256.of(content);
        if (toldDigest(answer).filter(told -> !told.equals(digest)).isPresent()) {
            return new Fetched.Corrupt(
                    host + " calls the manifest " + reference + " by a digest that it does not have");
        }
        String mediaType =
                answer.header("Content-Type").map(MediaType::withoutParameters).orElse("");
        try {
            ManifestReader.read(content, mediaType);
        } catch (MalformedDocumentException refused) {
            return new Fetched.Corrupt("the manifest " + reference + " at " + host + ": " + refused.sentence());
        }
        return new Fetched.Found(new Document(digest, mediaType, content));
    }

    private HttpAnswer ask(
            HttpCall.Method method, Repository repository, String reference, String step, Inquiry inquiry) {
        HttpCall call = HttpCall.of(
                        method,
                        dialogue.host(repository).api(repository, "manifests/" + reference),
                        Destination.NAMED,
                        BYTES_MAX,
                        step)
                .withHeaders(ACCEPT);
        HttpAnswer answer = dialogue.ask(repository, call, inquiry).answer();
        if (answer.status() == 200) {
            support.manifestFound(repository);
        }
        return answer;
    }

    /// What the registry says that the digest is, where it says one that we know.
    private static Optional<Digest> toldDigest(HttpAnswer answer) {
        try {
            return answer.header("Docker-Content-Digest").map(Digest::parse);
        } catch (MalformedReferenceException _) {
            return Optional.empty();
        }
    }
}
