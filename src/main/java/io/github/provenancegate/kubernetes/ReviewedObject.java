package io.github.provenancegate.kubernetes;

import java.util.List;
import java.util.Optional;

/// An object under review, as far as it matters here.
///
/// @param apiVersion as the object says
/// @param kind as the object says
/// @param generateName what the API server will make the name from
/// @param controller the owner that manages it
/// @param mirror the value of the annotation by which kubelets mark mirror Pods
/// @param images of the `spec` of the Pod that it is or makes, in the order in which they stand there; none of
///     other kinds
/// @param pullSecrets names of Secrets in the Pod's namespace, in the order in which they stand there
/// @param unknownLists names of lists in that `spec` that are not known here and whose members have a field
///     `image`
/// @param fault why that `spec` is no Pod's or is missing; empty when it is, or when it holds none of a Pod's
///     lists
public record ReviewedObject(
        Optional<String> apiVersion,
        Optional<String> kind,
        Optional<String> generateName,
        Optional<Owner> controller,
        Optional<String> mirror,
        List<NamedImage> images,
        List<String> pullSecrets,
        List<String> unknownLists,
        Optional<String> fault) {
    public ReviewedObject {
        images = List.copyOf(images);
        pullSecrets = List.copyOf(pullSecrets);
        unknownLists = List.copyOf(unknownLists);
    }

    /// The owner whose `controller` is true.
    public record Owner(String apiVersion, String kind, String name, String uid) {}

    boolean claimsMirror() {
        return mirror.isPresent();
    }
}
