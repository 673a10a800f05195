package io.github.provenancegate.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.provenancegate.transport.TransportSettings.AllowedAddress;
import io.github.provenancegate.transport.TransportSettings.PlainHost;
import io.github.provenancegate.transport.TransportSettings.ResolvedHost;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
    private static final Map<String, List<String>> NAMES = Map.of(
            "public.example", List.of("203.0.113.1"),
            "private.example", List.of("10.1.2.3"),
            "loopback.example", List.of("127.0.0.1"),
            "metadata.example", List.of("169.254.169.254"),
            "mixed.example", List.of("203.0.113.1", "127.0.0.1"));

    private static final AddressRules STRICT = rules(List.of(), List.of(), List.of());

    private static AddressRules rules(
            List<PlainHost> plain, List<ResolvedHost> resolved, List<AllowedAddress> allowed) {
        return new AddressRules(
                new TransportSettings(
                        plain,
                        resolved,
                        allowed,
                        Optional.empty(),
                        TransportSettings.DEFAULT.connectTimeout(),
                        TransportSettings.DEFAULT.requestTimeout(),
                        EgressProxy.NONE),
                host -> Optional.ofNullable(NAMES.get(host)).orElseThrow(() -> new UnknownHostException(host)).stream()
                        .map(InetAddress::ofLiteral)
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(Destination.class)
    void aPublicAddressIsFineForEachHost(Destination destination) throws UnknownHostException {
        assertThat(STRICT.lookup("public.example", 443, destination))
                .containsExactly(InetAddress.ofLiteral("203.0.113.1"));
    }

    @Test
    void aPrivateAddressIsFineForANamedHostOnly() throws UnknownHostException {
        assertThat(STRICT.lookup("private.example", 443, Destination.NAMED)).hasSize(1);
        assertThatThrownBy(() -> STRICT.lookup("private.example", 443, Destination.REFERRED))
                .isInstanceOf(AddressRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"loopback.example", "metadata.example"})
    void anAddressOfThisMachineIsRefusedToEachHost(String host) {
        assertThat(Stream.of(Destination.values()))
                .allSatisfy(destination -> assertThatThrownBy(() -> STRICT.lookup(host, 443, destination))
                        .isInstanceOf(AddressRefusedException.class)
                        .hasMessageContaining(host)
                        .hasMessageContaining("--allow-address"));
    }

    @Test
    void aHostWithOneRefusedAddressIsRefusedWhole() {
        assertThatThrownBy(() -> STRICT.lookup("mixed.example", 443, Destination.NAMED))
                .isInstanceOf(AddressRefusedException.class);
    }

    @Test
    void anAllowedAddressIsAllowedForItsHostAndBlockOnly() throws UnknownHostException {
        AddressRules rules = rules(List.of(), List.of(), List.of(AllowedAddress.parse("loopback.example=127.0.0.0/8")));
        assertThat(rules.lookup("loopback.example", 443, Destination.REFERRED)).hasSize(1);
        assertThatThrownBy(() -> rules.lookup("metadata.example", 443, Destination.NAMED))
                .isInstanceOf(AddressRefusedException.class);
        AddressRules other = rules(List.of(), List.of(), List.of(AllowedAddress.parse("loopback.example=127.0.0.2")));
        assertThatThrownBy(() -> other.lookup("loopback.example", 443, Destination.NAMED))
                .isInstanceOf(AddressRefusedException.class);
    }

    @Test
    void aPlainHostMayHaveAnyAddressAtItsPort() throws UnknownHostException {
        AddressRules rules = rules(List.of(PlainHost.parse("loopback.example:5000")), List.of(), List.of());
        assertThat(rules.lookup("loopback.example", 5000, Destination.REFERRED)).hasSize(1);
        assertThatThrownBy(() -> rules.lookup("loopback.example", 5001, Destination.NAMED))
                .isInstanceOf(AddressRefusedException.class);
    }

    @Test
    void aGivenAddressIsTakenWithoutLookingUp() throws UnknownHostException {
        AddressRules rules = rules(List.of(), List.of(ResolvedHost.parse("nowhere.example:443:127.0.0.1")), List.of());
        assertThat(rules.lookup("nowhere.example", 443, Destination.NAMED))
                .containsExactly(InetAddress.ofLiteral("127.0.0.1"));
        assertThatThrownBy(() -> rules.lookup("nowhere.example", 444, Destination.NAMED))
                .isInstanceOf(UnknownHostException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":5000", "host:", "host:0", "host:70000", "host:x", "https://host"})
    void aPlainHostThatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> PlainHost.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPlainHostMayBeAnAddress() {
        assertThat(PlainHost.parse("[::1]:5000")).isEqualTo(new PlainHost("::1", Optional.of(5000)));
        assertThat(PlainHost.parse("127.0.0.1")).isEqualTo(new PlainHost("127.0.0.1", Optional.empty()));
        assertThat(PlainHost.parse("Registry.Example:80"))
                .isEqualTo(new PlainHost("registry.example", Optional.of(80)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"host", "host:443", "host:443:", "host:443:name.example", ":443:127.0.0.1", "host:x:127.0.0.1"})
    void aGivenAddressThatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> ResolvedHost.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aGivenAddressMayBeOfEitherVersion() {
        assertThat(ResolvedHost.parse("host:443:[::1]")).isEqualTo(ResolvedHost.parse("host:443:::1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "host=", "=10.0.0.0/8", "host=10.0.0.0/33", "host=10.0.0.0/x", "host=name.example"})
    void anAllowedAddressThatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> AllowedAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
