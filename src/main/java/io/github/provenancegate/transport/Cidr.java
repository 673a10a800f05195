package io.github.provenancegate.transport;

import java.net.InetAddress;

/// A block of addresses (RFC 4632).
///
/// @param network any address of the block
/// @param prefixBits how many leading bits an address must share with it
record Cidr(InetAddress network, int prefixBits) {
    Cidr {
        if (prefixBits < 0 || prefixBits > network.getAddress().length * Byte.SIZE) {
            throw new IllegalArgumentException("a prefix of " + prefixBits + " bits does not fit the address");
        }
    }

    /// Reads `ADDRESS/BITS`; an address alone is a block of one.
    ///
    /// @throws IllegalArgumentException when it is neither
    static Cidr parse(String text) {
        int slash = text.indexOf('/');
        try {
            InetAddress network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int bits = slash < 0
                    ? network.getAddress().length * Byte.SIZE
                    : Integer.parseInt(text, slash + 1, text.length(), 10);
            return new Cidr(network, bits);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException("\"" + text + "\" is no block of addresses such as 10.0.0.0/8", refused);
        }
    }

    boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    boolean contains(byte[] address) {
        byte[] ours = network.getAddress();
        if (address.length != ours.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((address[bit / Byte.SIZE] ^ ours[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
