package io.github.provenancegate.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.github.provenancegate.kubernetes.GuardReport;
import io.github.provenancegate.kubernetes.PolicyDocuments;
import io.github.provenancegate.policy.NamespaceSource;
import io.github.provenancegate.policy.PolicySet;
import io.github.provenancegate.policy.PolicySource;
import io.github.provenancegate.policy.PolicyStanding;
import io.github.provenancegate.policy.PolicyWatch;
import io.github.provenancegate.policy.UnmatchedAction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// The policies that a cluster holds and the labels of its namespaces, as they were told last. A review reads
/// both from memory.
public final class ClusterPolicies implements PolicySource, NamespaceSource, PolicyWatch {
    /// Kind, version and group as the custom resource definition has them.
    static final ResourceDefinitionContext POLICIES = new ResourceDefinitionContext.Builder()
            .withGroup("provenance-gate.github.io")
            .withVersion("v1alpha1")
            .withKind("ProvenancePolicy")
            .withPlural("provenancepolicies")
            .withNamespaced(false)
            .build();

    private static final Logger LOG = Logger.getLogger(ClusterPolicies.class);

    private final KubernetesClient client;
    private final PolicyBook book;
    private final PolicyStatuses statuses;
    private final Followed<GenericKubernetesResource> policies;
    private final Followed<Namespace> namespaces;
    private volatile Optional<News> news = Optional.empty();
    private volatile Optional<GuardReport> guarding = Optional.empty();
    private volatile Progress progress = Progress.LISTING;
    private final Set<String> toldModes = ConcurrentHashMap.newKeySet();

    /// @param client for lists and watches, closed by [#end()]
    /// @param replica how this process is called in the policies' status
    public ClusterPolicies(
            KubernetesClient client,
            PolicyDocuments documents,
            UnmatchedAction unmatched,
            String replica,
            InstantSource clock) {
        this.client = client;
        this.book = new PolicyBook(documents, unmatched);
        this.statuses = new PolicyStatuses(client, replica, clock);
        this.policies = Followed.of("policies", client.genericKubernetesResources(POLICIES), clock);
        this.namespaces = Followed.of("namespaces", client.namespaces(), clock);
    }

    @Override
    public void begin(News listener) {
        news = Optional.of(listener);
        policies.begin(_ -> readPolicies(), _ -> readPolicies());
        namespaces.begin(this::tellUnreadableMode, toldModes::remove);
    }

    @Override
    public PolicySet current() {
        return book.current();
    }

    @Override
    public io.github.provenancegate.policy.Namespace of(String name) {
        return namespaces
                .named(name)
                .map(ClusterPolicies::known)
                .orElseGet(() -> io.github.provenancegate.policy.Namespace.named(name));
    }

    /// The namespaces that were told, with their labels.
    public List<io.github.provenancegate.policy.Namespace> knownNamespaces() {
        return namespaces.all().stream().map(ClusterPolicies::known).toList();
    }

    /// Takes in what the policies' status shall say of how they are guarded.
    public void guarded(GuardReport report) {
        guarding = Optional.of(report);
    }

    @Override
    public Progress progress() {
        if (progress == Progress.LISTING) {
            readPolicies(); // the last of the first list was stored before the list counted as whole
        }
        return namespaces.isListed() ? progress : Progress.LISTING;
    }

    @Override
    public List<PolicyStanding> standings() {
        return book.standings();
    }

    @Override
    public Duration silence() {
        Duration ofPolicies = policies.silence();
        Duration ofNamespaces = namespaces.silence();
        return ofPolicies.compareTo(ofNamespaces) > 0 ? ofPolicies : ofNamespaces;
    }

    @Override
    public void tell() {
        progress();
        silence();
        statuses.write(book.standings(), guarding, policies::named);
    }

    @Override
    public void end() {
        policies.end();
        namespaces.end();
        statuses.takeBack(book.standings());
        client.close();
    }

    /// All of them, since the first come before the list is whole.
    private synchronized void readPolicies() {
        if (news.isPresent() && policies.isListed()) {
            book.replace(
                    policies.all().stream().map(one -> version(client, one)).toList(), news.get());
            Progress before = progress;
            progress = Progress.LISTED;
            if (before == Progress.LISTING) {
                news.get().listed();
            }
        }
    }

    /// @param client whose form of JSON is read
    static PolicyBook.Version version(KubernetesClient client, GenericKubernetesResource resource) {
        return new PolicyBook.Version(
                resource.getMetadata().getName(),
                resource.getMetadata().getUid(),
                Optional.ofNullable(resource.getMetadata().getGeneration()).orElse(0L),
                () -> document(client, resource));
    }

    private static String document(KubernetesClient client, GenericKubernetesResource resource) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", resource.getApiVersion());
        document.put("kind", resource.getKind());
        document.put("metadata", Map.of("name", resource.getMetadata().getName()));
        Optional.ofNullable(resource.getAdditionalProperties().get("spec"))
                .ifPresent(spec -> document.put("spec", spec));
        return client.getKubernetesSerialization().asJson(document);
    }

    static io.github.provenancegate.policy.Namespace known(Namespace namespace) {
        Map<String, String> labels = Optional.ofNullable(namespace.getMetadata().getLabels())
                .map(Map::copyOf)
                .orElse(Map.of());
        return new io.github.provenancegate.policy.Namespace(
                namespace.getMetadata().getName(), Optional.of(labels));
    }

    /// Says once of a namespace that its label means more than was perhaps meant.
    private void tellUnreadableMode(Namespace namespace) {
        io.github.provenancegate.policy.Namespace one = known(namespace);
        if (one.hasReadableMode()) {
            toldModes.remove(one.name());
        } else if (toldModes.add(one.name())) {
            LOG.warnf(
                    "the label %s of the namespace %s is no mode and counts as enforce; write enforce or warn",
                    io.github.provenancegate.policy.Namespace.MODE_LABEL, one.name());
        }
    }
}
