package io.github.provenancegate.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressClassTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "0.0.0.0",
                "0.1.2.3",
                "169.254.169.254",
                "169.254.0.1",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                "224.0.0.1",
                "255.255.255.255",
                "240.0.0.1",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "fe80::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "ff02::1",
                "64:ff9b::127.0.0.1",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::10.0.0.1",
                "2002:7f00:1::",
                "2002:a9fe:a9fe::1",
                "2001::1"
            })
    void addressesOfThisMachineItsLinkAndItsCloudAreForbidden(String address) {
        assertThat(AddressClass.of(InetAddress.ofLiteral(address))).isEqualTo(AddressClass.FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "198.18.0.1",
                "fc00::1",
                "fd12:3456::1",
                "fec0::1",
                "::ffff:10.0.0.1",
                "64:ff9b::10.0.0.1",
                "2002:a00:1::"
            })
    void addressesOfOnesOwnNetworkArePrivate(String address) {
        assertThat(AddressClass.of(InetAddress.ofLiteral(address))).isEqualTo(AddressClass.PRIVATE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "172.15.255.255",
                "172.32.0.1",
                "192.0.1.1",
                "169.253.255.255",
                "100.63.255.255",
                "100.128.0.1",
                "126.255.255.255",
                "128.0.0.1",
                "2606:4700::1111",
                "64:ff9b::8.8.8.8",
                "2002:808:808::1"
            })
    void allOthersArePublic(String address) {
        assertThat(AddressClass.of(InetAddress.ofLiteral(address))).isEqualTo(AddressClass.PUBLIC);
    }

    @Test
    void anAddressThatIsMappedInItsBytesIsJudgedAsWhatItLeadsTo() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
        assertThat(AddressClass.of(InetAddress.getByAddress(mapped))).isEqualTo(AddressClass.FORBIDDEN);
    }
}
