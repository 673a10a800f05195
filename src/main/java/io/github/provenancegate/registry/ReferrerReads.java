package io.github.provenancegate.registry;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.transport.Destination;
import io.github.provenancegate.transport.HttpAnswer;
import io.github.provenancegate.transport.HttpCall;
import io.github.provenancegate.transport.WebAddress;
import io.github.provenancegate.verify.Document;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Registry.Completeness;
import io.github.provenancegate.verify.Registry.Fetched;
import io.github.provenancegate.verify.Registry.Referrer;
import io.github.provenancegate.verify.Registry.Referrers;
import io.github.provenancegate.verify.UndeterminedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What refers to an image (distribution specification 1.1, "Listing Referrers"): the API, else the index under the tag
/// `sha256-<hex>` ("Referrers Tag Schema").
final class ReferrerReads {
    /// A registry decides how long a page is; so many make room for any honest number of signatures.
    private static final int PAGES_MAX = 10;

    /// Far more than are ever verified; bounds what a list can make us hold.
    private static final int REFERRERS_MAX = 1000;

    private static final Map<String, String> ACCEPT = Map.of("Accept", MediaType.OCI_INDEX.text());

    /// `Link: <…>; rel="next"` (RFC 8288), the only relation that the API has.
    private static final Pattern NEXT = Pattern.compile("<([^<>]*)>\\s*;\\s*rel=\"?next\"?");

    private final RegistryDialogue dialogue;
    private final Manifests manifests;
    private final ReferrerSupport support;

    ReferrerReads(RegistryDialogue dialogue, Manifests manifests, ReferrerSupport support) {
        this.dialogue = dialogue;
        this.manifests = manifests;
        this.support = support;
    }

    Referrers read(PinnedImage image, Inquiry inquiry) {
        if (support.isMissing(image.repository())) {
            return tagged(image, inquiry);
        }
        Optional<Referrers> listed = list(image, inquiry);
        if (listed.isPresent()) {
            return listed.get();
        }
        Referrers tagged = tagged(image, inquiry);
        support.apiMissed(image.repository());
        return tagged;
    }

    /// Empty where the registry has no such API.
    private Optional<Referrers> list(PinnedImage image, Inquiry inquiry) {
        Repository repository = image.repository();
        String step = "listing what refers to " + image.digest() + " of " + repository.path();
        Map<Digest, Referrer> found = new LinkedHashMap<>();
        Completeness completeness = Completeness.COMPLETE;
        Optional<WebAddress> page =
                Optional.of(dialogue.host(repository).api(repository, "referrers/" + image.digest()));
        for (int pages = 0; page.isPresent(); pages++) {
            if (pages == PAGES_MAX || found.size() >= REFERRERS_MAX) {
                return Optional.of(cut(found, Completeness.CUT_OFF));
            }
            HttpAnswer answer =
                    dialogue.ask(repository, call(page.get(), step), inquiry).answer();
            Optional<Manifest.Index> index = index(answer, step);
            if (index.isEmpty()) {
                if (pages == 0) {
                    return Optional.empty();
                }
                throw misbehaved(answer, "did not answer with the next page that it had named", step);
            }
            completeness = add(index.get(), found) == Completeness.CUT_OFF ? Completeness.CUT_OFF : completeness;
            page = next(answer, step);
        }
        return Optional.of(cut(found, completeness));
    }

    private static HttpCall call(WebAddress page, String step) {
        return HttpCall.of(HttpCall.Method.GET, page, Destination.NAMED, Manifests.BYTES_MAX, step)
                .withHeaders(ACCEPT);
    }

    /// Empty for an answer of a registry that does not know what it was asked.
    private static Optional<Manifest.Index> index(HttpAnswer answer, String step) {
        return switch (answer.body()) {
            case HttpAnswer.Body.Whole whole
            when answer.status() == 200 && isIndex(answer) -> Optional.of(parse(answer, whole.content(), step));
            case HttpAnswer.Body.Whole _ -> Optional.empty();
            case HttpAnswer.Body.TooLong _ -> throw misbehaved(answer, "announced too long a list", step);
            case HttpAnswer.Body.Unread _ -> {
                if (answer.status() == 401 || answer.status() == 403) {
                    throw RegistryDialogue.refusal(answer, step);
                }
                yield Optional.empty();
            }
        };
    }

    private static boolean isIndex(HttpAnswer answer) {
        return answer.header("Content-Type")
                .map(MediaType::withoutParameters)
                .filter(MediaType.OCI_INDEX.text()::equals)
                .isPresent();
    }

    private static Manifest.Index parse(HttpAnswer answer, byte[] content, String step) {
        try {
            if (ManifestReader.read(content, MediaType.OCI_INDEX.text()) instanceof Manifest.Index index) {
                return index;
            }
            throw misbehaved(answer, "answered with no list", step);
        } catch (MalformedDocumentException refused) {
            throw misbehaved(answer, "answered with no list (" + refused.sentence() + ")", step);
        }
    }

    /// A page elsewhere is not read: the list of a registry is its own.
    private static Optional<WebAddress> next(HttpAnswer answer, String step) {
        Optional<String> link =
                answer.header("Link").map(NEXT::matcher).filter(Matcher::find).map(named -> named.group(1));
        if (link.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(answer.address()
                .resolve(link.get())
                .filter(next -> next.sameOrigin(answer.address()))
                .orElseThrow(() -> new UndeterminedException(
                        ReasonCode.REGISTRY_NOT_ALLOWED,
                        answer.address().authority() + " names a next page that is not its own while " + step)));
    }

    private Referrers tagged(PinnedImage image, Inquiry inquiry) {
        Repository repository = image.repository();
        String tag = "sha256-" + image.digest().hex();
        return switch (manifests.fetch(repository, tag, inquiry)) {
            case Fetched.Absent _ -> new Referrers(List.of(), Completeness.COMPLETE);
            case Fetched.Corrupt(String detail) ->
                throw new UndeterminedException(ReasonCode.REGISTRY_MISBEHAVED, detail);
            case Fetched.Found(Document document) -> referrers(document);
        };
    }

    /// `cosign copy` puts images under such a tag too: they list nothing.
    private static Referrers referrers(Document document) {
        Map<Digest, Referrer> found = new LinkedHashMap<>();
        Completeness completeness = Completeness.COMPLETE;
        try {
            if (ManifestReader.read(document.content(), document.mediaType()) instanceof Manifest.Index index) {
                completeness = add(index, found);
            }
        } catch (MalformedDocumentException refused) {
            throw new IllegalStateException("a manifest is checked when it is fetched", refused);
        }
        return cut(found, completeness);
    }

    /// Whether all that the page names was added.
    private static Completeness add(Manifest.Index index, Map<Digest, Referrer> found) {
        index.children()
                .forEach(
                        child -> found.putIfAbsent(child.digest(), new Referrer(child.digest(), child.artifactType())));
        return index.unreadable() == 0 ? Completeness.COMPLETE : Completeness.CUT_OFF;
    }

    private static Referrers cut(Map<Digest, Referrer> found, Completeness completeness) {
        return found.size() <= REFERRERS_MAX
                ? new Referrers(List.copyOf(found.values()), completeness)
                : new Referrers(found.values().stream().limit(REFERRERS_MAX).toList(), Completeness.CUT_OFF);
    }

    private static UndeterminedException misbehaved(HttpAnswer answer, String what, String step) {
        return new UndeterminedException(
                ReasonCode.REGISTRY_MISBEHAVED, answer.address().authority() + " " + what + " while " + step);
    }
}
