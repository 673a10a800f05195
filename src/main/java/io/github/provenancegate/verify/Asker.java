package io.github.provenancegate.verify;

/// On whose behalf a question is asked. What one asker may read is no answer to another: whoever shares answers
/// shares them between equal scopes only.
///
/// @param scope names whoever's credentials these are; empty for our own
/// @param credentials what it brought along, used for a registry for which we have none ourselves
public record Asker(String scope, Credentials credentials) {
    /// Nobody but us.
    public static final Asker OURSELVES = new Asker("", Credentials.ANONYMOUS);

    /// Without the credentials.
    @Override
    public String toString() {
        return "asker \"" + scope + "\"";
    }
}
