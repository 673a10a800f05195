package io.github.provenancegate.policy;

import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.SignaturePlaces;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One policy, as its document says it.
///
/// @param name the document's name; ties between policies are settled by it
/// @param images which repositories it speaks of, never empty
/// @param namespaces where it applies
/// @param verification what must be proven
/// @param organization addresses the same images by name and by id, where one is given
/// @param mirrors where signatures are that are not beside their images; tried in this order
/// @param mode what happens to an image that is not proven
/// @param revoked digests that are refused whatever holds; may be empty
/// @param exemptions digests that may run unproven; may be empty
public record ProvenancePolicy(
        String name,
        List<ImagePattern> images,
        NamespaceScope namespaces,
        Verification verification,
        Optional<Organization> organization,
        List<Mirror> mirrors,
        Mode mode,
        UndeterminedAction onUndetermined,
        TagAction requireDigest,
        List<Revocation> revoked,
        List<Exemption> exemptions) {
    public ProvenancePolicy {
        if (images.isEmpty()) {
            throw new IllegalArgumentException("a policy names at least one image pattern");
        }
        images = bothNames(images, organization);
        mirrors = List.copyOf(mirrors);
        revoked = List.copyOf(revoked);
        exemptions = List.copyOf(exemptions);
    }

    /// What an audit asks of all of an organisation's images, where no document says it.
    ///
    /// @param registry host of the organisation's images
    public static ProvenancePolicy ofOrganization(Organization organization, String registry, Verification asked) {
        return new ProvenancePolicy(
                organization.name(),
                List.of(ImagePattern.parse(registry + "/" + organization.name() + "/**")),
                NamespaceScope.EVERYWHERE,
                asked,
                Optional.of(organization),
                List.of(),
                Mode.ENFORCE,
                UndeterminedAction.DENY,
                TagAction.ALLOW,
                List.of(),
                List.of());
    }

    /// Whether it is about this organisation.
    ///
    /// @param nameOrId as in `cgr.dev/<name or id>`
    public boolean isOf(String nameOrId) {
        return organization.filter(org -> org.isNamed(nameOrId)).isPresent();
    }

    /// The same policy, asking for the whole chain.
    ///
    /// @param reference where a policy that asks for less shall look for base images
    public ProvenancePolicy requiringFull(Reference reference) {
        return switch (verification) {
            case Verification.Full _ -> this;
            case Verification.Delivery delivery -> asking(new Verification.Full(delivery.signers(), reference), mode);
        };
    }

    /// The same policy, as if it were enforced.
    public ProvenancePolicy enforced() {
        return asking(verification, Mode.ENFORCE);
    }

    private ProvenancePolicy asking(Verification other, Mode otherMode) {
        return new ProvenancePolicy(
                name,
                images,
                namespaces,
                other,
                organization,
                mirrors,
                otherMode,
                onUndetermined,
                requireDigest,
                revoked,
                exemptions);
    }

    /// An organisation is addressed by name and by id: a policy for one holds for the other, or an image could
    /// slip by under its other name.
    public static List<ImagePattern> bothNames(List<ImagePattern> images, Optional<Organization> organization) {
        Set<ImagePattern> both = new LinkedHashSet<>();
        for (ImagePattern pattern : images) {
            both.add(pattern);
            organization
                    .filter(org -> org.isNamed(pattern.segments().getFirst()))
                    .ifPresent(org -> {
                        both.add(pattern.withFirstSegment(org.name()));
                        both.add(pattern.withFirstSegment(org.id()));
                    });
        }
        return List.copyOf(both);
    }

    /// Whether it speaks of this repository.
    public boolean speaksOf(Repository repository) {
        return images.stream().anyMatch(pattern -> pattern.matches(repository));
    }

    /// The revocation of an image's digest, if there is one.
    Optional<Revocation> revocationOf(PinnedImage judged) {
        return revoked.stream()
                .filter(one -> one.digest().equals(judged.digest()))
                .findFirst();
    }

    /// The exemption that counts for an image at a moment. It is written with one of the organisation's two
    /// names and holds for both, as the patterns do.
    Optional<Exemption> exemptionOf(PinnedImage judged, Instant now) {
        return exemptions.stream()
                .filter(one -> one.image().digest().equals(judged.digest()))
                .filter(one -> isSame(one.image().repository(), judged.repository()))
                .filter(one -> one.countsAt(now))
                .findFirst();
    }

    private boolean isSame(Repository one, Repository other) {
        List<String> path = one.segments();
        List<String> otherPath = other.segments();
        return one.equals(other)
                || (one.host().equals(other.host())
                        && organization
                                .filter(org -> org.isNamed(path.getFirst()) && org.isNamed(otherPath.getFirst()))
                                .isPresent()
                        && path.subList(1, path.size()).equals(otherPath.subList(1, otherPath.size())));
    }

    /// What must be proven of an image in this repository.
    public Requirement requirementFor(Repository repository) {
        return switch (verification) {
            case Verification.Delivery delivery ->
                new Requirement.Delivery(delivery.signers(), delivery.baseDigest(), placesOf(repository));
            case Verification.Full full -> {
                Repository base = full.reference().baseOf(nameOf(repository));
                yield new Requirement.Full(
                        full.signers(), base, full.reference().signers(), placesOf(repository), placesOf(base));
            }
        };
    }

    private SignaturePlaces placesOf(Repository repository) {
        List<Repository> places = mirrors.stream()
                .map(mirror -> mirror.placeOf(repository))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        return places.isEmpty() ? SignaturePlaces.BESIDE_THE_IMAGE : new SignaturePlaces.Elsewhere(places);
    }

    /// The image's own name: its path below the organisation, else below the literal beginning of the pattern
    /// that matches, else below its first segment.
    private String nameOf(Repository repository) {
        List<String> path = repository.segments();
        if (path.size() > 1
                && organization.filter(org -> org.isNamed(path.getFirst())).isPresent()) {
            return String.join("/", path.subList(1, path.size()));
        }
        List<String> below = images.stream()
                .filter(pattern -> pattern.matches(repository))
                .findFirst()
                .map(pattern -> pattern.below(repository))
                .orElse(path);
        List<String> name = new ArrayList<>(below);
        if (name.size() == path.size() && name.size() > 1) {
            name.removeFirst();
        }
        return String.join("/", name);
    }
}
