package io.github.provenancegate.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.provenancegate.verify.Secret;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The platform's proxies as its variables name them.
class EgressProxyTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://cgr.dev/                |                              | p.example:3128
            http://registry.acme.example/   |                              | q.example:80
            https://localhost/              |                              |
            https://127.0.0.1:5000/         |                              |
            https://[::1]/                  |                              |
            https://cgr.dev/                | *                            |
            https://cgr.dev/                | acme.example, CGR.dev        |
            https://cgr.dev/                | cgr.dev:443                  |
            https://cgr.dev/                | cgr.dev:8443                 | p.example:3128
            https://a.cgr.dev/              | cgr.dev                      |
            https://a.cgr.dev/              | .cgr.dev                     |
            https://a.cgr.dev/              | *.cgr.dev                    |
            https://cgr.dev/                | .cgr.dev                     | p.example:3128
            https://notcgr.dev/             | cgr.dev                      | p.example:3128
            https://10.1.2.3/               | 10.0.0.0/8                   |
            https://10.1.2.3/               | 10.1.2.3                     |
            https://10.1.2.3:5000/          | 10.1.2.3:5000                |
            https://10.1.2.3/               | 10.1.2.3:5000                | p.example:3128
            https://[fd00::5]/              | fd00::/8                     |
            https://[fd00::5]:5000/         | [fd00::5]:5000               |
            https://10.1.2.3/               | 192.168.0.0/16,,             | p.example:3128
            """)
    void aHostIsAskedThroughTheProxyUnlessItIsExempt(String url, String exempt, String proxy) throws Exception {
        EgressProxy proxies = EgressProxy.of(
                Map.of("HTTPS_PROXY", "http://p.example:3128", "http_proxy", "q.example", "NO_PROXY", nonNull(exempt)));

        assertThat(nonNull(proxies.onTheWayTo(address(url), address(url).literal())
                        .map(EgressProxy.Server::authority)
                        .orElse("")))
                .isEqualTo(nonNull(proxy));
    }

    @Test
    void withoutVariablesEveryHostIsAskedDirectly() {
        assertThat(EgressProxy.of(Map.of()).onTheWayTo(address("https://cgr.dev/"), Optional.empty()))
                .isEmpty();
    }

    @Test
    void userAndPasswordOfAProxyAreForItAlone() {
        EgressProxy.Server server = EgressProxy.of(Map.of("HTTPS_PROXY", "http://me:p%40ss@p.example:3128"))
                .onTheWayTo(address("https://cgr.dev/"), Optional.empty())
                .orElseThrow();

        assertThat(server.authorization().map(Secret::revealUnsafe)).contains("Basic bWU6cEBzcw=="); // me:p@ss
        assertThat(server.authority()).isEqualTo("p.example:3128");
        assertThat(server.toString()).doesNotContain("p@ss", "bWU6cEBzcw");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socks5://me:hunter2@p.example:1080",
                "https://me:hunter2@p.example",
                "http://me:hunter2@",
                "http://me:hunter2 @p"
            })
    void aProxyThatCannotBeUsedIsRefusedWithoutItsPassword(String value) {
        assertThatThrownBy(() -> EgressProxy.of(Map.of("HTTPS_PROXY", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("HTTPS_PROXY: is no proxy that can be used")
                .hasMessageNotContaining("hunter2");
    }

    private static WebAddress address(String url) {
        return WebAddress.parse(url).orElseThrow();
    }

    private static String nonNull(String text) {
        return Optional.ofNullable(text).orElse("");
    }
}
