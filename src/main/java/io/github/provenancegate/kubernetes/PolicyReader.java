package io.github.provenancegate.kubernetes;

import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.kubernetes.YamlFields.Text;
import io.github.provenancegate.policy.ImagePattern;
import io.github.provenancegate.policy.Mirror;
import io.github.provenancegate.policy.Mode;
import io.github.provenancegate.policy.NamespaceScope;
import io.github.provenancegate.policy.Organization;
import io.github.provenancegate.policy.ProvenancePolicy;
import io.github.provenancegate.policy.Reference;
import io.github.provenancegate.policy.TagAction;
import io.github.provenancegate.policy.UndeterminedAction;
import io.github.provenancegate.policy.Verification;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verdict.BaseDigestRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// One document to one policy. What is left out means: `verification: delivery`, `baseDigest: required`
/// (`optional` with a preset of public images), `mode: enforce`, `onUndetermined: deny`, `requireDigest: warn`,
/// every namespace.
final class PolicyReader {
    static final String API_VERSION = "provenance-gate.github.io/v1alpha1";
    static final String KIND = "ProvenancePolicy";

    /// RFC 1123 subdomain, as the API server demands of a resource's name.
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?");

    private static final Pattern NAMESPACE_GLOB = Pattern.compile("[a-z0-9*](?:[a-z0-9*-]{0,61}[a-z0-9*])?");
    private static final Pattern ORGANIZATION_NAME = Pattern.compile("[a-z0-9]+(?:[._-]+[a-z0-9]+)*");

    private enum Scheme {
        DELIVERY,
        FULL
    }

    private final Set<String> trustRoots;
    private final YamlFields document;

    PolicyReader(Set<String> trustRoots, YamlFields document) {
        this.trustRoots = trustRoots;
        this.document = document;
    }

    /// The policy; what is empty or a mere default because of a fault is noted as that fault.
    Optional<ProvenancePolicy> read() {
        expect("apiVersion", API_VERSION);
        expect("kind", KIND);
        Optional<Text> name = name();
        Optional<YamlFields> spec =
                document.require("spec", "write what the policy asks for").fields("spec");
        Optional<ProvenancePolicy> policy =
                spec.flatMap(fields -> readSpec(name.map(Text::value).orElse("?"), fields));
        document.refuseOthers();
        return policy;
    }

    private void expect(String field, String wanted) {
        document.require(field, "write " + field + ": " + wanted)
                .text(field)
                .filter(found -> !found.value().equals(wanted))
                .ifPresent(found -> document.refuse(
                        found, "is " + UntrustedText.quote(found.value()), "write " + field + ": " + wanted));
    }

    private Optional<Text> name() {
        return document.require("metadata", "write metadata: {name: …}")
                .fields("metadata")
                .flatMap(metadata -> {
                    Optional<Text> name =
                            metadata.require("name", "give the policy a name").text("name");
                    name.filter(text -> !NAME.matcher(text.value()).matches())
                            .ifPresent(text -> metadata.refuse(
                                    text,
                                    UntrustedText.quote(text.value()) + " is no name of a resource",
                                    "use lower-case letters, digits, '-' and '.', at most 253"));
                    metadata.map("labels");
                    metadata.map("annotations");
                    metadata.refuseOthers();
                    return name;
                });
    }

    private Optional<ProvenancePolicy> readSpec(String name, YamlFields spec) {
        Optional<Organization> organization = spec.fields("organization").flatMap(PolicyReader::organization);
        Optional<Preset> preset = spec.choice("preset", Preset.BY_NAME);
        Optional<AllowedSigners> signers = oneOf(spec, organization, preset, signers(spec, "signers"));
        Optional<List<ImagePattern>> images = images(spec).or(() -> preset.map(Preset::images));
        NamespaceScope namespaces =
                spec.fields("namespaces").map(PolicyReader::namespaces).orElse(NamespaceScope.EVERYWHERE);
        Optional<Verification> verification = verification(spec, preset, signers);
        List<Mirror> mirrors = spec.list("mirrors").stream()
                .flatMap(List::stream)
                .map(MirrorReader::read)
                .flatMap(Optional::stream)
                .toList();
        Mode mode = mode(spec).orElse(Mode.ENFORCE);
        UndeterminedAction onUndetermined = spec.choice("onUndetermined", words(UndeterminedAction.values()))
                .orElse(UndeterminedAction.DENY);
        TagAction requireDigest =
                spec.choice("requireDigest", words(TagAction.values())).orElse(TagAction.WARN);
        DigestLists digests = DigestLists.read(spec);
        spec.refuseOthers();
        Optional<ProvenancePolicy> policy = images.filter(list -> !list.isEmpty())
                .flatMap(list -> verification.map(wanted -> new ProvenancePolicy(
                        name,
                        list,
                        namespaces,
                        wanted,
                        organization,
                        mirrors,
                        mode,
                        onUndetermined,
                        requireDigest,
                        digests.revoked(),
                        digests.exemptions())));
        policy.ifPresent(digests::refuseStrangers);
        return policy;
    }

    /// Exactly one way to say who signs: a policy with two would leave open whether either or both count.
    private Optional<AllowedSigners> oneOf(
            YamlFields spec,
            Optional<Organization> organization,
            Optional<Preset> preset,
            Optional<AllowedSigners> signers) {
        List<String> written = List.of("organization", "signers", "preset").stream()
                .filter(spec::has)
                .toList();
        if (written.size() != 1) {
            spec.refuse(
                    written.isEmpty() ? "signers" : written.getLast(),
                    written.isEmpty()
                            ? "is missing: the policy names nobody who signs"
                            : "stands beside " + written.getFirst(),
                    "write exactly one of organization, signers and preset");
        }
        return organization
                .map(Organization::signers)
                .or(() -> preset.map(Preset::signers))
                .or(() -> signers);
    }

    static Optional<List<ImagePattern>> images(YamlFields spec) {
        if (!spec.has("preset")) {
            spec.require("images", "name the images, such as [\"cgr.dev/acme.com/**\"]");
        }
        return spec.texts("images")
                .map(texts -> texts.stream()
                        .map(text -> spec.parse(text, "write a whole host and a path", ImagePattern::parse))
                        .flatMap(Optional::stream)
                        .toList());
    }

    static Optional<Organization> organization(YamlFields fields) {
        String remedy = "see provgate identities for the three";
        Optional<Text> name = fields.require("name", remedy).text("name");
        Optional<Text> id = fields.require("id", remedy).text("id");
        Optional<List<Text>> identities = fields.require("identities", remedy).texts("identities");
        fields.refuseOthers();
        name.filter(text -> !ORGANIZATION_NAME.matcher(text.value()).matches())
                .ifPresent(text -> fields.refuse(
                        text, "is no name of an organisation", "write it as in cgr.dev/<name>, in lower case"));
        return name.flatMap(called -> id.flatMap(text -> identities.flatMap(texts -> fields.parse(
                text,
                "write the id, 40 digits, and the identities, 16 digits each, in quotes",
                value -> new Organization(
                        called.value(), value, texts.stream().map(Text::value).toList())))));
    }

    Optional<AllowedSigners> signers(YamlFields parent, String field) {
        return parent.list(field).flatMap(list -> {
            List<AllowedSigner> signers =
                    list.stream().map(this::signer).flatMap(Optional::stream).toList();
            return signers.isEmpty() ? Optional.empty() : Optional.of(new AllowedSigners(signers));
        });
    }

    private Optional<AllowedSigner> signer(YamlFields fields) {
        Optional<Text> issuer = identity(fields, "issuer");
        Optional<Text> subject = identity(fields, "subject");
        Optional<Text> trustRoot = fields.text("trustRoot");
        trustRoot
                .filter(text -> !trustRoots.contains(text.value()))
                .ifPresent(text -> fields.refuse(
                        text,
                        UntrustedText.quote(text.value()) + " is no trust root that is known",
                        "use "
                                + String.join(
                                        " or ", trustRoots.stream().sorted().toList())
                                + ", or add it with --trust-root NAME=FILE"));
        fields.refuseOthers();
        String root = trustRoot.map(Text::value).orElse(AllowedSigner.PUBLIC_GOOD);
        return issuer.flatMap(by -> subject.map(who -> new AllowedSigner(new Signer(by.value(), who.value()), root)));
    }

    /// An identity is compared whole; who writes a pattern here believes something else.
    private static Optional<Text> identity(YamlFields fields, String field) {
        Optional<Text> identity = fields.require(field, "write it whole").text(field);
        identity.filter(text -> text.value().indexOf('*') >= 0
                        || text.value().chars().anyMatch(c -> c <= ' ' || Character.isISOControl(c)))
                .ifPresent(text -> fields.refuse(
                        text, "holds '*' or white space", "write the whole identity: it is compared letter by letter"));
        return identity;
    }

    private Optional<Verification> verification(
            YamlFields spec, Optional<Preset> preset, Optional<AllowedSigners> signers) {
        Scheme scheme = spec.choice("verification", words(Scheme.values())).orElse(Scheme.DELIVERY);
        Optional<BaseDigestRule> written = spec.choice("baseDigest", words(BaseDigestRule.values()));
        BaseDigestRule rule = written.or(() -> preset.map(Preset::baseDigest)).orElse(BaseDigestRule.REQUIRED);
        Optional<ReferenceReader> reference = spec.fields("reference").map(fields -> new ReferenceReader(this, fields));
        if (scheme == Scheme.FULL && rule == BaseDigestRule.OPTIONAL) {
            spec.refuse(
                    spec.has("baseDigest") ? "baseDigest" : "verification",
                    "is " + (spec.has("baseDigest") ? "optional" : "full, with a base digest that is optional"),
                    "write verification: delivery, or baseDigest: required; without a base there is nothing to follow");
            return Optional.empty();
        }
        return switch (scheme) {
            case DELIVERY -> {
                reference.ifPresent(ReferenceReader::read);
                yield signers.map(allowed -> new Verification.Delivery(allowed, rule));
            }
            case FULL ->
                reference
                        .map(ReferenceReader::read)
                        .orElseGet(() -> Optional.of(Reference.CHAINGUARD))
                        .flatMap(base -> signers.map(allowed -> new Verification.Full(allowed, base)));
        };
    }

    static NamespaceScope namespaces(YamlFields fields) {
        Optional<List<String>> include = globs(fields, "include");
        Optional<List<String>> exclude = globs(fields, "exclude");
        Optional<Map<String, String>> labels = fields.map("matchLabels").map(PolicyReader::plain);
        if (!fields.has("include") && !fields.has("exclude") && !fields.has("matchLabels")) {
            fields.refuse(
                    "include", "is missing, and so is every other condition", "write one, or leave namespaces out");
        }
        fields.refuseOthers();
        return new NamespaceScope(include, exclude, labels);
    }

    static Optional<Mode> mode(YamlFields spec) {
        return spec.choice("mode", words(Mode.values()));
    }

    private static Optional<List<String>> globs(YamlFields fields, String field) {
        return fields.texts(field)
                .map(texts -> texts.stream()
                        .map(text ->
                                fields.parse(text, "use lower-case letters, digits, '-' and '*'", PolicyReader::glob))
                        .flatMap(Optional::stream)
                        .toList());
    }

    private static String glob(String text) {
        if (!NAMESPACE_GLOB.matcher(text).matches()) {
            throw new IllegalArgumentException(UntrustedText.quote(text) + " could match no namespace");
        }
        return text;
    }

    static Map<String, String> plain(Map<Text, Text> texts) {
        Map<String, String> plain = new TreeMap<>();
        texts.forEach((key, value) -> plain.put(key.value(), value.value()));
        return plain;
    }

    private static <E extends Enum<E>> Map<String, E> words(E[] values) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E value : values) {
            words.put(value.name().toLowerCase(Locale.ROOT), value);
        }
        return words;
    }
}
