package io.github.provenancegate.report;

import io.github.provenancegate.image.Digest;
import java.util.Optional;

/// Where an image is named. Every text comes from outside and is escaped by whoever prints it.
public sealed interface Place {
    /// What names it, such as `Deployment shop/web`.
    String owner();

    /// In a manifest.
    ///
    /// @param document counted from 1
    /// @param line counted from 1
    /// @param namespace as the manifest says
    /// @param field such as `spec.template.spec.containers[0].image`
    /// @param container the container's or volume's name
    record Field(
            String file,
            int document,
            int line,
            String kind,
            Optional<String> namespace,
            String name,
            String field,
            Optional<String> container)
            implements Place {
        @Override
        public String owner() {
            return kind + " " + namespace.map(where -> where + "/").orElse("") + name;
        }
    }

    /// In a cluster.
    ///
    /// @param pods how many run it
    /// @param running what runs, as the container runtimes say; empty where they do not
    /// @param written as the Pods' `spec` names it
    /// @param now what that name means now; empty where it could not be resolved
    record Workload(
            String namespace,
            String kind,
            String name,
            String container,
            int pods,
            Optional<Digest> running,
            String written,
            Optional<Digest> now)
            implements Place {
        @Override
        public String owner() {
            return kind + " " + namespace + "/" + name;
        }

        /// Whether the name means another image now than the one that runs.
        boolean hasMoved() {
            return running.isPresent() && now.isPresent() && !running.equals(now);
        }
    }
}
