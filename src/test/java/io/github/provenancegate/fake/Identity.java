package io.github.provenancegate.fake;

/// Who signs: what an OIDC token would say, and Fulcio then writes into the certificate.
///
/// @param issuer the token's issuer, as extensions 1.3.6.1.4.1.57264.1.1 and .1.8 name it
/// @param subject a URI, or an e-mail address, as the subject alternative name
public record Identity(String issuer, String subject) {

    private static final String ENFORCE = "https://issuer.enforce.dev";
    private static final String GITHUB = "https://token.actions.githubusercontent.com";

    /// A service of an organisation at Chainguard, such as the image syncer.
    ///
    /// @param organization 40 hex digits
    /// @param identity 16 hex digits
    public static Identity ofEnforce(String organization, String identity) {
        return new Identity(ENFORCE, ENFORCE + "/" + organization + "/" + identity);
    }

    /// A person at Chainguard: the subject is a bare id of 40 hex digits.
    public static Identity ofEnforceHuman(String id) {
        return new Identity(ENFORCE, ENFORCE + "/" + id);
    }

    /// A GitHub workflow.
    ///
    /// @param workflow such as `chainguard-images/images-private/.github/workflows/release.yaml@refs/heads/main`
    public static Identity ofGitHubWorkflow(String workflow) {
        return new Identity(GITHUB, "https://github.com/" + workflow);
    }
}
