package io.github.provenancegate.cli;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.MalformedReferenceException;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.policy.Organization;
import io.github.provenancegate.policy.PolicySet;
import io.github.provenancegate.policy.ProvenancePolicy;
import io.github.provenancegate.policy.Reference;
import io.github.provenancegate.policy.UnmatchedAction;
import io.github.provenancegate.policy.Verification.Delivery;
import io.github.provenancegate.policy.Verification.Full;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.Organisation;
import io.github.provenancegate.verify.UndeterminedException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/// Who must have signed an organisation's images, and which images those are.
///
/// The identities come from the first of these: a policy about the organisation, `--identities`, Chainguard's
/// API. Where none names any, nothing is verified.
final class OrganisationAudit {
    private final Organisation.Name name;
    private final OrganisationOptions asked;
    private final OrganisationListing listing;
    private final Optional<PolicySet> policies;
    private final PrintStream err;

    /// @param policies those that were named
    /// @throws RefusedException when the name is none
    OrganisationAudit(
            String customerOrg,
            OrganisationOptions asked,
            OrganisationListing listing,
            Optional<PolicySet> policies,
            PrintStream err) {
        this.name = name(customerOrg);
        this.asked = asked;
        this.listing = listing;
        this.policies = policies;
        this.err = err;
    }

    /// An id has the form of a name too, and addresses the same images.
    static Organisation.Name name(String customerOrg) {
        try {
            return new Organisation.Name(customerOrg);
        } catch (IllegalArgumentException refused) {
            throw new RefusedException(
                    "--customer-org: " + UntrustedText.quote(customerOrg) + " is none: " + refused.getMessage());
        }
    }

    /// The organisation as it was asked for.
    Organisation.Name name() {
        return name;
    }

    /// Where its images are: `host/organisation`.
    String place() {
        return listing.registry() + "/" + name.text();
    }

    /// What must be proven, and of which repositories.
    ///
    /// @param id of the organisation
    record Plan(Organisation.Id id, PolicySet policies, List<Organisation.CatalogueEntry> repositories) {}

    /// Asks Chainguard for what is not given.
    ///
    /// @throws RefusedException when nobody names an identity, or no repository is left
    /// @throws UndeterminedException when Chainguard could not be asked
    Plan plan() {
        Reference reference = reference();
        Optional<PolicySet> given = policies.map(set -> given(set, reference));
        Organisation.Id id = given.flatMap(set -> set.policies().stream()
                        .filter(policy -> policy.isOf(name.text()))
                        .findFirst())
                .flatMap(ProvenancePolicy::organization)
                .map(organization -> new Organisation.Id(organization.id()))
                .or(() -> Organisation.Id.parse(name.text()))
                .orElseGet(this::found);
        PolicySet policySet = given.orElseGet(() -> made(id, reference));
        List<Organisation.CatalogueEntry> all = listing.organisation().repositories(id, inquiry());
        if (all.isEmpty()) {
            throw new UndeterminedException(
                    ReasonCode.REGISTRY_UNAUTHORIZED,
                    "Chainguard's API shows us no repository of " + name.text()
                            + ": may the token's owner read its catalogue, and does it receive images?");
        }
        List<Organisation.CatalogueEntry> wanted = all.stream()
                .filter(entry -> asked.repositories().test(entry.name()))
                .toList();
        if (wanted.isEmpty()) {
            throw new RefusedException(
                    "--repository: none of the " + all.size() + " repositories of " + name.text() + " has such a name");
        }
        return new Plan(id, policySet, wanted);
    }

    private Inquiry inquiry() {
        return new Inquiry(Deadline.after(listing.timeout(), listing.nanoTime()), Observer.SILENT);
    }

    private Reference reference() {
        String where = asked.referenceRepository()
                .orElse(listing.registry() + "/"
                        + Reference.CHAINGUARD.repository().path());
        try {
            return Reference.CHAINGUARD.in(Repository.parse(where));
        } catch (MalformedReferenceException refused) {
            throw new RefusedException("--reference-repository: " + refused.getMessage());
        }
    }

    /// The policies that were named, raised where the whole chain is asked for.
    private PolicySet given(PolicySet set, Reference reference) {
        if (!asked.identities().isEmpty()) {
            throw new RefusedException("--identities and --policy both say who must have signed; give one of them");
        }
        if (set.policies().stream().noneMatch(policy -> policy.isOf(name.text()))) {
            throw new RefusedException("no policy is about the organisation " + name.text()
                    + ": add one (provgate identities --customer-org " + name.text()
                    + " prints what it needs), or leave --policy out");
        }
        return asked.full()
                ? new PolicySet(
                        set.policies().stream()
                                .map(policy -> policy.isOf(name.text()) ? policy.requiringFull(reference) : policy)
                                .toList(),
                        set.unread(),
                        set.unmatched())
                : set;
    }

    private Organisation.Id found() {
        return listing.organisation()
                .find(name, inquiry())
                .orElseThrow(() -> new UndeterminedException(
                        ReasonCode.REGISTRY_UNAUTHORIZED,
                        "Chainguard's API shows us no organisation of the name " + name.text()
                                + ": is it written as in " + listing.registry()
                                + "/NAME, and may the token's owner read it?"));
    }

    private PolicySet made(Organisation.Id id, Reference reference) {
        Organization organization = organization(id, identities(id));
        ProvenancePolicy policy = ProvenancePolicy.ofOrganization(
                organization,
                listing.registry(),
                asked.full()
                        ? new Full(organization.signers(), reference)
                        : new Delivery(organization.signers(), BaseDigestRule.REQUIRED));
        return new PolicySet(List.of(policy), UnmatchedAction.DENY);
    }

    private List<String> identities(Organisation.Id id) {
        if (!asked.identities().isEmpty()) {
            return asked.identities();
        }
        List<String> found = listing.organisation().identities(id, inquiry()).all();
        if (found.isEmpty()) {
            throw new RefusedException("nobody says who signs for " + name.text()
                    + ": Chainguard's API shows us no signing identity of it; name them with --identities or --policy"
                    + " (no image is ever verified against \"any identity\")");
        }
        err.println("provgate: who must have signed is taken from Chainguard's API; to pin it:\n  --identities "
                + String.join(",", found) + "   (organisation " + id.hex() + ")");
        return found;
    }

    private Organization organization(Organisation.Id id, List<String> identities) {
        try {
            return new Organization(name.text(), id.hex(), identities);
        } catch (IllegalArgumentException refused) {
            throw new RefusedException("--identities: " + refused.getMessage());
        }
    }
}
