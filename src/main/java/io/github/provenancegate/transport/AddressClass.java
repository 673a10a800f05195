package io.github.provenancegate.transport;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What kind of place an IP address is, as far as the address rules care (IANA special-purpose address registries).
enum AddressClass {
    /// Anywhere on the internet.
    PUBLIC,
    /// Somebody's own network: RFC 1918, RFC 4193 (ULA), RFC 6598 (shared), and what is reserved for benchmarks.
    PRIVATE,
    /// This machine, its link, its cloud's metadata service, or no single host at all.
    FORBIDDEN;

    private static final List<Cidr> FORBIDDEN_BLOCKS = blocks(
            "0.0.0.0/8", // this host on this network
            "127.0.0.0/8", // loopback
            "169.254.0.0/16", // link-local, and with it the metadata service of most clouds
            "192.0.0.0/24", // IETF protocol assignments, and with it Oracle's metadata service
            "100.100.100.200/32", // Alibaba's metadata service
            "168.63.129.16/32", // Azure's host agent
            "224.0.0.0/4", // multicast
            "240.0.0.0/4", // reserved, broadcast
            "::/96", // unspecified, loopback, IPv4-compatible
            "fe80::/10", // link-local
            "fd00:ec2::254/128", // AWS's metadata service
            "fd20:ce::254/128", // Google's metadata service
            "ff00::/8", // multicast
            "64:ff9b:1::/48", // NAT64 of local use: what stands behind it cannot be told
            "2001::/32"); // Teredo: the same

    private static final List<Cidr> PRIVATE_BLOCKS = blocks(
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10",
            "198.18.0.0/15",
            "fc00::/7",
            "fec0::/10"); // site-local, long deprecated, still private

    /// IPv6 blocks in which an IPv4 address is embedded, and the byte at which it begins.
    private record Embedding(Cidr block, int offset) {}

    private static final List<Embedding> EMBEDDINGS = List.of(
            new Embedding(Cidr.parse("64:ff9b::/96"), 12), // NAT64 (RFC 6052)
            new Embedding(Cidr.parse("2002::/16"), 2)); // 6to4 (RFC 3056)

    /// The class of an address. IPv4-mapped IPv6 addresses are IPv4 addresses to the JDK already; an IPv4 address
    /// embedded otherwise is judged as what it leads to.
    static AddressClass of(InetAddress address) {
        byte[] bytes = address.getAddress();
        byte[] judged = embedded(bytes).orElse(bytes);
        if (FORBIDDEN_BLOCKS.stream().anyMatch(block -> block.contains(judged))) {
            return FORBIDDEN;
        }
        return PRIVATE_BLOCKS.stream().anyMatch(block -> block.contains(judged)) ? PRIVATE : PUBLIC;
    }

    private static Optional<byte[]> embedded(byte[] address) {
        return EMBEDDINGS.stream()
                .filter(embedding -> embedding.block().contains(address))
                .findFirst()
                .map(embedding -> Arrays.copyOfRange(address, embedding.offset(), embedding.offset() + 4));
    }

    private static List<Cidr> blocks(String... texts) {
        return Stream.of(texts).map(Cidr::parse).toList();
    }
}
