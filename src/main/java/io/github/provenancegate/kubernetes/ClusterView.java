package io.github.provenancegate.kubernetes;

import io.github.provenancegate.image.Digest;
import io.github.provenancegate.policy.Namespace;
import io.github.provenancegate.policy.PolicySet;
import io.github.provenancegate.policy.UnmatchedAction;
import java.util.List;
import java.util.Optional;

/// A cluster as it is now; nothing in it is ever changed. Policies and Pods that cannot be listed are an
/// `UndeterminedException` of `verify`.
public interface ClusterView extends AutoCloseable {
    /// The policies that it holds; those that cannot be read are among them as such.
    PolicySet policies(UnmatchedAction unmatched);

    /// What runs, by namespace, owner and container. Pods that have ended are left out.
    List<Running> running(Selection selection);

    /// A namespace with its labels; without them where they may not be read.
    Namespace namespace(String name);

    @Override
    void close();

    /// Which namespaces are looked at.
    sealed interface Selection {
        record All() implements Selection {}

        record One(String namespace) implements Selection {}

        /// The one that the context names, else `default`.
        record OfTheContext() implements Selection {}
    }

    /// A container's image in all Pods of one owner.
    ///
    /// @param kind the owner's, as a person would describe it: a Deployment, not its ReplicaSet
    /// @param container its name, or an image volume's
    /// @param image as the Pods' `spec` names it
    /// @param digest what the container runtimes say that runs; empty where they do not say it
    /// @param pods how many
    record Running(
            String namespace,
            String kind,
            String name,
            String container,
            String image,
            Optional<Digest> digest,
            int pods) {}
}
