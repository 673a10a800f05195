package io.github.provenancegate.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.MalformedReferenceException;
import io.github.provenancegate.policy.RunningImages;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The images of the Pods that have not ended, where a ClusterRole lets us list them.
public final class RunningPods implements RunningImages {
    private static final Logger LOG = Logger.getLogger(RunningPods.class);

    /// A page of typical Pods is a megabyte or two.
    private static final long PAGE_PODS = 100;

    /// A hundred thousand Pods; what is left out is asked about when it is reviewed.
    private static final int PAGES_MAX = 1000;

    /// More than is remembered of images in all.
    private static final int IMAGES_MAX = 10_000;

    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private final KubernetesClient client;

    /// @param client for lists
    public RunningPods(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public List<Running> list() {
        Set<Running> found = new LinkedHashSet<>();
        String next = "";
        try {
            for (int page = 0; page < PAGES_MAX && found.size() < IMAGES_MAX; page++) {
                PodList pods = client.pods()
                        .inAnyNamespace()
                        .list(new ListOptionsBuilder()
                                .withLimit(PAGE_PODS)
                                .withContinue(next.isEmpty() ? null : next)
                                .build());
                pods.getItems().forEach(pod -> found.addAll(imagesOf(pod)));
                next = Optional.ofNullable(pods.getMetadata().getContinue()).orElse("");
                if (next.isEmpty()) {
                    break;
                }
            }
        } catch (KubernetesClientException refused) {
            if (refused.getCode() == 403) {
                LOG.info("running Pods are not looked at: no ClusterRole lets us list them");
            } else {
                LOG.warnf(
                        "not all running Pods could be listed (%s): the images of the others are asked about when"
                                + " they are reviewed",
                        refused.getMessage());
            }
        } catch (RuntimeException defect) {
            LOG.error("running Pods could not be listed: an internal error", defect);
        }
        return found.stream().limit(IMAGES_MAX).toList();
    }

    /// The images that a Pod names by digest, and those of which its status tells the digest.
    static Set<Running> imagesOf(Pod pod) {
        PodSpec spec = pod.getSpec();
        Optional<PodStatus> status = Optional.ofNullable(pod.getStatus());
        if (spec == null
                || status.map(PodStatus::getPhase).filter(ENDED::contains).isPresent()) {
            return Set.of();
        }
        Map<String, String> imageIds = new HashMap<>();
        status.ifPresent(told -> Stream.of(
                        told.getContainerStatuses(),
                        told.getInitContainerStatuses(),
                        told.getEphemeralContainerStatuses())
                .filter(Objects::nonNull)
                .flatMap(Collection::stream)
                .forEach(one -> imageIds.put(one.getName(), imageId(one))));
        Set<Running> found = new LinkedHashSet<>();
        String namespace = pod.getMetadata().getNamespace();
        Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
                .forEach(one -> add(found, namespace, one, imageIds));
        spec.getEphemeralContainers().forEach(one -> add(found, namespace, one, imageIds));
        spec.getVolumes().stream()
                .filter(volume -> volume.getImage() != null)
                .forEach(volume -> pinned(text(volume.getImage().getReference()), "")
                        .ifPresent(image -> found.add(new Running(namespace, image))));
        return found;
    }

    private static String imageId(ContainerStatus status) {
        return text(status.getImageID());
    }

    private static void add(Set<Running> found, String namespace, Container one, Map<String, String> imageIds) {
        pinned(text(one.getImage()), imageIds.getOrDefault(one.getName(), ""))
                .ifPresent(image -> found.add(new Running(namespace, image)));
    }

    private static void add(
            Set<Running> found, String namespace, EphemeralContainer one, Map<String, String> imageIds) {
        pinned(text(one.getImage()), imageIds.getOrDefault(one.getName(), ""))
                .ifPresent(image -> found.add(new Running(namespace, image)));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    /// @param imageId as the container runtime tells it, such as `docker-pullable://host/path@sha256:…`
    private static Optional<ImageReference.Pinned> pinned(String image, String imageId) {
        try {
            return switch (ImageReference.parse(image)) {
                case ImageReference.Pinned pinned -> Optional.of(pinned);
                case ImageReference.Tagged tagged
                when imageId.indexOf('@') >= 0 ->
                    Optional.of(new ImageReference.Pinned(
                            tagged.repository(),
                            tagged.tag(),
                            Digest.parse(imageId.substring(imageId.lastIndexOf('@') + 1))));
                case ImageReference.Tagged _ -> Optional.empty();
            };
        } catch (MalformedReferenceException _) {
            return Optional.empty();
        }
    }
}
