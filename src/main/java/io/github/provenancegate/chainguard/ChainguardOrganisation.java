package io.github.provenancegate.chainguard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.image.MalformedReferenceException;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Organisation;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// An organisation as Chainguard's API shows it (`iam.v1.Groups`, `iam.v1.GroupAccountAssociations`,
/// `registry.v1.Registry` of its public protobuf definitions).
///
/// Nothing that it answers is believed to be what was asked for: names and parents are compared here too, as a
/// filter that a server does not know is a filter that it leaves out.
public final class ChainguardOrganisation implements Organisation {
    /// An exact name finds a handful of groups; one organisation has one association.
    private static final long GROUPS_BYTES_MAX = 1 << 20;

    /// Repositories come with their readme, a few kilobytes each, a catalogue of some thousand in one answer.
    private static final long LISTING_BYTES_MAX = 32 << 20;

    private static final String CATALOG_SYNCER = "CATALOG_SYNCER";
    private static final String APKO_BUILDER = "APKO_BUILDER";
    private static final Pattern LEVEL = Pattern.compile("[0-9a-f]{16}");

    /// OCI distribution specification, "Pulling manifests".
    private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

    private final ApiReader api;

    /// Nothing is asked yet.
    ///
    /// @param api as `--chainguard-api` names it
    /// @param tokens that are good for it
    public ChainguardOrganisation(Transport transport, URI api, ApiTokens tokens) {
        this.api = new ApiReader(new ServiceDialogue(transport, api), tokens);
    }

    /// The name of the API as a token's audience.
    public static String audience(URI api) {
        return ServiceDialogue.baseOf(api);
    }

    @Override
    public Optional<Id> find(Name name, Inquiry inquiry) {
        String step = "looking for the organisation " + name.text();
        List<Id> found = new ArrayList<>();
        api.each(
                new ApiReader.Question("/iam/v1/groups", Map.of("name", name.text()), GROUPS_BYTES_MAX, step),
                inquiry,
                group -> {
                    boolean named = ApiJson.text(group, "name").equals(Optional.of(name.text()));
                    // a group below another is a folder of that organisation
                    Optional<Id> id = ApiJson.text(group, "id").flatMap(Id::parse);
                    if (named && id.isPresent() && !found.contains(id.get())) {
                        found.add(id.get());
                    }
                });
        if (found.size() > 1) {
            throw api.misbehaved(
                    "knows " + found.size() + " organisations of the name " + name.text()
                            + " (give the id of the right one instead)",
                    step);
        }
        return found.stream().findFirst();
    }

    @Override
    public List<CatalogueEntry> repositories(Id organisation, Inquiry inquiry) {
        String step = "listing the repositories of " + organisation.hex();
        Map<String, CatalogueEntry> byName = new TreeMap<>();
        api.each(
                new ApiReader.Question(
                        "/registry/v1/repos", Map.of("uidp.children_of", organisation.hex()), LISTING_BYTES_MAX, step),
                inquiry,
                repository -> {
                    CatalogueEntry entry = new CatalogueEntry(
                            childOf(organisation.hex(), required(repository, "id")),
                            path(required(repository, "name")));
                    CatalogueEntry other = byName.put(entry.name(), entry);
                    if (other != null && !other.equals(entry)) {
                        throw new MalformedAnswerException("names two repositories " + entry.name());
                    }
                });
        return List.copyOf(byName.values());
    }

    @Override
    public List<CatalogueTag> tags(CatalogueEntry repository, Inquiry inquiry) {
        String step = "listing the tags of " + repository.name();
        Map<String, CatalogueTag> tags = new TreeMap<>();
        api.each(
                new ApiReader.Question(
                        "/registry/v1/tags",
                        new TreeMap<>(Map.of("uidp.children_of", repository.uidp(), "exclude_referrers", "true")),
                        LISTING_BYTES_MAX,
                        step),
                inquiry,
                tag -> {
                    childOf(repository.uidp(), required(tag, "id"));
                    String name = required(tag, "name");
                    if (!TAG.matcher(name).matches()) {
                        throw new MalformedAnswerException("names a tag " + UntrustedText.quote(name));
                    }
                    tags.put(name, new CatalogueTag(name, time(tag, "last_updated")));
                });
        return List.copyOf(tags.values());
    }

    @Override
    public Identities identities(Id organisation, Inquiry inquiry) {
        String step = "reading the signing identities of " + organisation.hex();
        List<Identities> found = new ArrayList<>();
        api.each(
                new ApiReader.Question(
                        "/iam/v1/account_associations", Map.of("group", organisation.hex()), GROUPS_BYTES_MAX, step),
                inquiry,
                association -> {
                    if (ApiJson.text(association, "group").equals(Optional.of(organisation.hex()))) {
                        found.add(identities(organisation, association));
                    }
                });
        if (found.stream().distinct().count() > 1) {
            throw api.misbehaved("named the identities of one organisation twice, and not alike", step);
        }
        return found.stream().findFirst().orElse(new Identities(Optional.empty(), Optional.empty()));
    }

    private static Identities identities(Id organisation, ObjectNode association) throws MalformedAnswerException {
        Optional<ObjectNode> chainguard = ApiJson.object(association, "chainguard");
        Optional<ObjectNode> bindings =
                chainguard.isPresent() ? ApiJson.object(chainguard.get(), "service_bindings") : Optional.empty();
        if (bindings.isEmpty()) {
            return new Identities(Optional.empty(), Optional.empty());
        }
        return new Identities(
                identity(organisation, bindings.get(), CATALOG_SYNCER),
                identity(organisation, bindings.get(), APKO_BUILDER));
    }

    /// A binding names an identity directly under the organisation; anything else must not get into a policy.
    private static Optional<String> identity(Id organisation, ObjectNode bindings, String service)
            throws MalformedAnswerException {
        Optional<String> uidp = ApiJson.text(bindings, service);
        return uidp.isEmpty()
                ? Optional.empty()
                : Optional.of(childOf(organisation.hex(), uidp.get())
                        .substring(organisation.hex().length() + 1));
    }

    private static Optional<Instant> time(ObjectNode object, String member) throws MalformedAnswerException {
        Optional<String> text = ApiJson.text(object, member);
        try {
            return text.map(Instant::parse);
        } catch (DateTimeParseException _) {
            throw new MalformedAnswerException(
                    "has a " + member + " that is no time: " + UntrustedText.quote(text.orElse("")));
        }
    }

    private static String required(ObjectNode object, String member) throws MalformedAnswerException {
        return ApiJson.text(object, member)
                .orElseThrow(() -> new MalformedAnswerException("holds an entry without " + member));
    }

    /// An id one level below another.
    private static String childOf(String parent, String uidp) throws MalformedAnswerException {
        if (!uidp.startsWith(parent + "/")
                || !LEVEL.matcher(uidp.substring(parent.length() + 1)).matches()) {
            throw new MalformedAnswerException(
                    "holds an id that is not one below " + parent + ": " + UntrustedText.quote(uidp));
        }
        return uidp;
    }

    /// A path that a registry could have.
    private static String path(String name) throws MalformedAnswerException {
        try {
            return new Repository("cgr.dev", name).path();
        } catch (MalformedReferenceException _) {
            throw new MalformedAnswerException("names a repository " + UntrustedText.quote(name));
        }
    }
}
