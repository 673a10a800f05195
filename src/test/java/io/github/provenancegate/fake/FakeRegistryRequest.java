package io.github.provenancegate.fake;

import java.util.Optional;

/// A request as it arrived.
///
/// @param target path and query
/// @param form the body of a `POST`
public record FakeRegistryRequest(
        String method, String target, Optional<String> authorization, String hostHeader, String form) {
    @Override
    public String toString() {
        return method + " " + target;
    }
}
