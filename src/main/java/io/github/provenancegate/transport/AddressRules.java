package io.github.provenancegate.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/// Which addresses a host may have. A host with a single refused address is refused whole: an honest one has
/// none, and which of several addresses would be connected to is the attacker's choice.
final class AddressRules {
    private final TransportSettings settings;
    private final NameLookup names;

    AddressRules(TransportSettings settings, NameLookup names) {
        this.settings = settings;
        this.names = names;
    }

    boolean isPlain(String host, int port) {
        return settings.plainHosts().stream().anyMatch(plain -> plain.covers(host, port));
    }

    /// Whether the address of this host and port is given and not looked up.
    boolean isResolved(String host, int port) {
        return given(host, port).isPresent();
    }

    private Optional<InetAddress> given(String host, int port) {
        return settings.resolvedHosts().stream()
                .filter(resolved -> resolved.host().equals(host) && resolved.port() == port)
                .map(TransportSettings.ResolvedHost::address)
                .findFirst();
    }

    /// The addresses to connect to, each of them checked.
    ///
    /// @throws AddressRefusedException when the host lives where it must not
    List<InetAddress> lookup(String host, int port, Destination destination) throws UnknownHostException {
        Optional<InetAddress> given = given(host, port);
        if (given.isPresent()) {
            return List.of(given.get());
        }
        List<InetAddress> addresses = names.lookup(host);
        for (InetAddress address : addresses) {
            check(host, port, address, destination);
        }
        return addresses;
    }

    /// @throws AddressRefusedException when the host may not have this address
    void check(String host, int port, InetAddress address, Destination destination) throws AddressRefusedException {
        if (isPlain(host, port) || isAllowed(host, address)) {
            return;
        }
        String where = switch (AddressClass.of(address)) {
            case PUBLIC -> "";
            case PRIVATE -> destination == Destination.NAMED ? "" : "a private address that no policy named";
            case FORBIDDEN -> "an address of this machine, its link or its cloud's metadata service";
        };
        if (!where.isEmpty()) {
            throw new AddressRefusedException(host + " is at " + address.getHostAddress() + ", " + where
                    + "; if that is right, allow it with --allow-address " + host + "=" + address.getHostAddress()
                    + ", or a registry without TLS with --plain-http");
        }
    }

    private boolean isAllowed(String host, InetAddress address) {
        return settings.allowedAddresses().stream()
                .anyMatch(allowed ->
                        allowed.host().equals(host) && allowed.block().contains(address));
    }
}
