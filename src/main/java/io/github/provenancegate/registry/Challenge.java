package io.github.provenancegate.registry;

import io.github.provenancegate.transport.HttpAnswer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// How a registry wants to be asked (distribution specification, "Token Authentication"; RFC 6750, RFC 7617).
sealed interface Challenge {
    /// With a token from its realm.
    ///
    /// @param realm as the registry wrote it, unchecked
    /// @param foreignScope what the token must be good for, where that is no scope of a repository
    record Bearer(String realm, Optional<String> service, Optional<String> foreignScope) implements Challenge {}

    /// With user name and password.
    record Basic() implements Challenge {}

    /// The best way in that an answer offers: a token is good for one repository only, a password for everything.
    static Optional<Challenge> choose(HttpAnswer unauthorized) {
        List<Challenge> known =
                unauthorized.challenges().stream().flatMap(Challenge::read).toList();
        return known.stream().min(Comparator.comparing(challenge -> switch (challenge) {
            case Bearer _ -> 0;
            case Basic _ -> 1;
        }));
    }

    private static Stream<Challenge> read(HttpAnswer.Challenge offered) {
        Map<String, String> parameters = offered.parameters();
        return switch (offered.scheme().toLowerCase(Locale.ROOT)) {
            case "bearer" ->
                Optional.ofNullable(parameters.get("realm"))
                        .<Challenge>map(realm -> new Bearer(
                                realm,
                                Optional.ofNullable(parameters.get("service")),
                                Optional.ofNullable(parameters.get("scope"))
                                        .filter(scope -> !scope.startsWith("repository:"))))
                        .stream();
            case "basic" -> Stream.of(new Basic());
            default -> Stream.empty();
        };
    }
}
