package io.github.provenancegate.registry;

import io.github.provenancegate.image.Repository;
import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.transport.WebAddress;

/// Where a registry's API is.
///
/// @param name as image references have it; credentials are kept under it
/// @param root of its API's origin
record RegistryHost(String name, WebAddress root) {
    static RegistryHost of(Repository repository, Transport transport) {
        String name = repository.host();
        return new RegistryHost(name, transport.rootOf(name.equals("docker.io") ? "registry-1.docker.io" : name));
    }

    /// An address below `/v2/<path>/`. What goes into it has passed the grammar of references.
    WebAddress api(Repository repository, String rest) {
        return root.resolve("/v2/" + repository.path() + "/" + rest)
                .orElseThrow(() -> new IllegalArgumentException(rest + " is no path"));
    }
}
