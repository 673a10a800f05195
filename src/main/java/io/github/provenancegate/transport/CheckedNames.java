package io.github.provenancegate.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;

/// The hook by which the address that was checked is the address that is connected to. Its value equality is what lets
/// connections be shared between calls of the same port and destination, and never between different destinations.
record CheckedNames(AddressRules rules, int port, Destination destination) implements Dns {
    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        return rules.lookup(host, port, destination);
    }
}
