package io.github.provenancegate.cluster;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.MalformedReferenceException;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.kubernetes.ClusterView;
import io.github.provenancegate.kubernetes.Finding.Subject;
import io.github.provenancegate.kubernetes.PolicyDocuments;
import io.github.provenancegate.policy.Namespace;
import io.github.provenancegate.policy.PolicySet;
import io.github.provenancegate.policy.UnmatchedAction;
import io.github.provenancegate.verify.UndeterminedException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A cluster that is read once, page by page.
public final class ScannedCluster implements ClusterView {
    /// A page of typical Pods is a few megabytes.
    private static final long PAGE_PODS = 250;

    private static final int FORBIDDEN = 403;
    private static final int UNAUTHORIZED = 401;
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private final KubernetesClient client;
    private final PolicyDocuments documents;
    private final Owners owners;

    /// @param client for lists; closed together with this
    /// @param nanoTime a monotonic clock in nanoseconds
    public ScannedCluster(KubernetesClient client, PolicyDocuments documents, LongSupplier nanoTime) {
        this.client = client;
        this.documents = documents;
        this.owners = new Owners(client, nanoTime);
    }

    @Override
    public PolicySet policies(UnmatchedAction unmatched) {
        List<GenericKubernetesResource> resources = asked(
                "policies",
                () -> client.genericKubernetesResources(ClusterPolicies.POLICIES)
                        .list()
                        .getItems());
        PolicyBook book = new PolicyBook(documents, unmatched);
        book.replace(
                resources.stream()
                        .map(resource -> ClusterPolicies.version(client, resource))
                        .toList(),
                NoNews.INSTANCE);
        return book.current();
    }

    @Override
    public Namespace namespace(String name) {
        try {
            return Optional.ofNullable(client.namespaces().withName(name).get())
                    .map(ClusterPolicies::known)
                    .orElseGet(() -> Namespace.named(name));
        } catch (KubernetesClientException refused) {
            return Namespace.named(name); // policies that select by label apply then
        }
    }

    @Override
    public List<Running> running(Selection selection) {
        Map<Place, Integer> pods = new TreeMap<>(Place.ORDER);
        String next = "";
        do {
            String page = next;
            PodList list = asked("Pods", () -> page(selection, page));
            list.getItems().forEach(pod -> count(pod, pods));
            next = Optional.ofNullable(list.getMetadata().getContinue()).orElse("");
        } while (!next.isEmpty());
        return pods.entrySet().stream()
                .map(entry -> entry.getKey().running(entry.getValue()))
                .toList();
    }

    private PodList page(Selection selection, String page) {
        FilterWatchListDeletable<Pod, PodList, PodResource> pods = switch (selection) {
            case Selection.All _ -> client.pods().inAnyNamespace();
            case Selection.One(String namespace) -> client.pods().inNamespace(namespace);
            case Selection.OfTheContext _ ->
                client.pods()
                        .inNamespace(Optional.ofNullable(client.getNamespace()).orElse("default"));
        };
        return pods.list(new ListOptionsBuilder()
                .withLimit(PAGE_PODS)
                .withContinue(page.isEmpty() ? null : page)
                .build());
    }

    private record Place(
            String namespace, String kind, String name, String container, String image, Optional<Digest> digest) {
        private static final Comparator<Place> ORDER = Comparator.comparing(Place::namespace)
                .thenComparing(Place::kind)
                .thenComparing(Place::name)
                .thenComparing(Place::container)
                .thenComparing(Place::image)
                .thenComparing(place -> place.digest().map(Digest::toString).orElse(""));

        Running running(int pods) {
            return new Running(namespace, kind, name, container, image, digest, pods);
        }
    }

    private void count(Pod pod, Map<Place, Integer> pods) {
        PodSpec spec = pod.getSpec();
        Optional<PodStatus> status = Optional.ofNullable(pod.getStatus());
        if (spec == null
                || status.map(PodStatus::getPhase).filter(ENDED::contains).isPresent()) {
            return;
        }
        String namespace = pod.getMetadata().getNamespace();
        Subject owner = owner(pod, namespace);
        Map<String, Digest> running = status.map(ScannedCluster::digests).orElse(Map.of());
        containers(spec)
                .forEach((container, image) -> pods.merge(
                        new Place(
                                namespace,
                                owner.kind(),
                                owner.name(),
                                container,
                                image,
                                Optional.ofNullable(running.get(container))),
                        1,
                        Integer::sum));
    }

    /// Images by the name of the container or volume.
    private static Map<String, String> containers(PodSpec spec) {
        Map<String, String> images = new TreeMap<>();
        Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
                .forEach(one -> images.put(one.getName(), text(one.getImage())));
        spec.getEphemeralContainers().forEach(one -> images.put(one.getName(), text(one.getImage())));
        spec.getVolumes().stream()
                .filter(volume -> volume.getImage() != null)
                .forEach(volume ->
                        images.put(volume.getName(), text(volume.getImage().getReference())));
        return images;
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static Map<String, Digest> digests(PodStatus status) {
        Map<String, Digest> digests = new HashMap<>();
        Stream.of(
                        status.getContainerStatuses(),
                        status.getInitContainerStatuses(),
                        status.getEphemeralContainerStatuses())
                .filter(Objects::nonNull)
                .flatMap(Collection::stream)
                .forEach(one -> digest(one).ifPresent(digest -> digests.put(one.getName(), digest)));
        return digests;
    }

    /// An `imageID` such as `docker-pullable://host/path@sha256:…`. Without a repository it is the
    /// configuration's digest, which says nothing about the image's.
    private static Optional<Digest> digest(ContainerStatus status) {
        String imageId = text(status.getImageID());
        if (imageId.indexOf('@') < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Digest.parse(imageId.substring(imageId.lastIndexOf('@') + 1)));
        } catch (MalformedReferenceException unknown) {
            return Optional.empty();
        }
    }

    private Subject owner(Pod pod, String namespace) {
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(reference -> Boolean.TRUE.equals(reference.getController()))
                .findFirst()
                .map(Owners::subject)
                .map(owner -> owners.ownerOf(namespace, owner).orElse(owner))
                .orElseGet(() -> new Subject("v1", "Pod", pod.getMetadata().getName(), Optional.empty()));
    }

    private static <T> T asked(String what, Supplier<T> question) {
        try {
            return question.get();
        } catch (KubernetesClientException refused) {
            ReasonCode code = refused.getCode() == FORBIDDEN || refused.getCode() == UNAUTHORIZED
                    ? ReasonCode.REGISTRY_UNAUTHORIZED
                    : ReasonCode.REGISTRY_UNREACHABLE;
            throw new UndeterminedException(
                    code,
                    "the cluster's " + what + " could not be listed: "
                            + UntrustedText.escape(String.valueOf(refused.getMessage()), 300));
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
