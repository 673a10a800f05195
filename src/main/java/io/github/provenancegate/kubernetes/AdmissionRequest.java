package io.github.provenancegate.kubernetes;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What an API server asks (`admission.k8s.io/v1`, AdmissionReview.request), as far as it matters here. All
/// texts are as they came: whoever prints one escapes it.
///
/// @param uid to be repeated in the answer
/// @param kind of the object, in the version of the webhook's rule
/// @param subResource such as `ephemeralcontainers`
/// @param namespace empty for objects that live in none
/// @param name empty while the API server has yet to generate it
/// @param object what is to be stored; empty for DELETE and CONNECT
/// @param oldObject what is stored now, on UPDATE
public record AdmissionRequest(
        String uid,
        ObjectKind kind,
        Optional<String> subResource,
        Operation operation,
        Optional<String> namespace,
        Optional<String> name,
        Effect effect,
        Caller caller,
        Optional<ReviewedObject> object,
        Optional<ReviewedObject> oldObject) {
    /// What is being done.
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE,
        CONNECT
    }

    /// Whether anything will be stored.
    public enum Effect {
        PERSISTED,
        /// `kubectl --dry-run=server`: the same verdict, but nothing may remain of it.
        DRY_RUN
    }

    /// Who asks, as far as it decides anything.
    public enum Caller {
        /// In the group `system:nodes`: a kubelet.
        NODE,
        ANYBODY
    }

    /// Kind of an object, in a version.
    ///
    /// @param group empty for the core group
    public record ObjectKind(String group, String version, String kind) {
        private static final ObjectKind POD = new ObjectKind("", "v1", "Pod");

        /// As objects write it.
        String apiVersion() {
            return group.isEmpty() ? version : group + "/" + version;
        }

        private Optional<PodPlace> podPlace() {
            return PodPlace.of(apiVersion(), kind);
        }
    }

    /// Whether it is about a Pod, itself or one of its subresources (`kubectl debug` sends the whole Pod to
    /// `pods/ephemeralcontainers`).
    public boolean isAboutPod() {
        return kind.equals(ObjectKind.POD);
    }

    /// Whether it is about an object of a kind that makes Pods from a template.
    public boolean isAboutWorkload() {
        return kind.podPlace().isPresent() && !isAboutPod();
    }

    /// Whether another object manages this one, such as a Deployment its ReplicaSet.
    public boolean isControlled() {
        return object.flatMap(ReviewedObject::controller).isPresent();
    }

    /// Whether a kubelet announces a Pod that it already runs from a file (a mirror Pod). Anybody can write the
    /// annotation, so it counts from nobody else.
    public boolean isMirrorPod() {
        return caller == Caller.NODE
                && object.filter(ReviewedObject::claimsMirror).isPresent();
    }

    /// The images that this request brings in: all of a new object; of a changed one those that the same
    /// container did not already have, so that a policy added later does not block label or finalizer updates
    /// of old Pods.
    public List<NamedImage> imagesBroughtIn() {
        Set<NamedImage.Identity> held = switch (operation) {
            case UPDATE ->
                oldObject.stream()
                        .flatMap(old -> old.images().stream())
                        .map(NamedImage::identity)
                        .flatMap(Optional::stream)
                        .collect(Collectors.toSet());
            case CREATE, DELETE, CONNECT -> Set.of();
        };
        return object.stream()
                .flatMap(now -> now.images().stream())
                .filter(image -> image.identity().filter(held::contains).isEmpty())
                .toList();
    }
}
