package io.github.provenancegate.kubernetes;

/// Something that keeps the API server from asking about a Pod that the policies speak of, or will.
///
/// @param sentence what is so, where, and what to do; the same for as long as it is so
public record Gap(Kind kind, String sentence) {
    /// What kind of thing it is; names are stable.
    public enum Kind {
        /// It could not be looked: nothing is known of the others.
        NOT_CHECKED("not_checked", "NotChecked"),
        CONFIGURATION_MISSING("configuration_missing", "ConfigurationMissing"),
        HOOK_MISSING("hook_missing", "HookMissing"),
        RULE_MISSING("rule_missing", "RuleMissing"),
        NAMESPACE_LEFT_OUT("namespace_left_out", "NamespaceLeftOut"),
        OBJECT_SELECTOR("object_selector", "ObjectSelector"),
        FAILURE_POLICY("failure_policy", "FailurePolicy"),
        MATCH_POLICY("match_policy", "MatchPolicy"),
        TIMEOUT("timeout", "Timeout"),
        CA_BUNDLE("ca_bundle", "CaBundle"),
        CERTIFICATE_NAME("certificate_name", "CertificateName"),
        CERTIFICATE_ENDING("certificate_ending", "CertificateEnding");

        private final String word;
        private final String reason;

        Kind(String word, String reason) {
            this.word = word;
            this.reason = reason;
        }

        /// As metrics write it.
        public String word() {
            return word;
        }

        /// As conditions write it.
        public String reason() {
            return reason;
        }
    }
}
