package io.github.provenancegate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.kubernetes.Gap.Kind;
import io.github.provenancegate.policy.Namespace;
import io.github.provenancegate.policy.PolicySet;
import io.github.provenancegate.policy.UnmatchedAction;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardCheckTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private static final HeldCertificate AUTHORITY = new HeldCertificate.Builder()
            .certificateAuthority(0)
            .commonName("authority")
            .validityInterval(millis(-10), millis(400))
            .build();

    private static final String SOUND = """
            {"metadata": {"name": "provenance-gate", "uid": "u"}, "webhooks": [
             {"name": "verify.x", "failurePolicy": "Fail", "matchPolicy": "Equivalent", "timeoutSeconds": 10,
              "clientConfig": {"caBundle": "%s", "service":
                {"name": "gate", "namespace": "security", "path": "/validate", "port": 443}},
              "namespaceSelector": {"matchExpressions":
                [{"key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": ["kube-system", "security"]}]},
              "objectSelector": {},
              "rules": [
                {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"], "resources": ["pods"],
                 "scope": "Namespaced"},
                {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["UPDATE"],
                 "resources": ["pods/ephemeralcontainers"], "scope": "*"}]},
             {"name": "warn.x", "failurePolicy": "Ignore", "clientConfig": {"service":
                {"name": "gate", "namespace": "security", "path": "/warn"}}, "objectSelector": {"matchLabels": {"a": "b"}}}
            ]}
            """.formatted(base64(AUTHORITY));

    private static long millis(int days) {
        return NOW.plus(Duration.ofDays(days)).toEpochMilli();
    }

    private static String base64(HeldCertificate certificate) {
        return Base64.getEncoder().encodeToString(certificate.certificatePem().getBytes(StandardCharsets.UTF_8));
    }

    private static List<X509Certificate> served(HeldCertificate issuer, String name, int from, int until) {
        return List.of(new HeldCertificate.Builder()
                .signedBy(issuer)
                .addSubjectAlternativeName(name)
                .validityInterval(millis(from), millis(until))
                .build()
                .certificate());
    }

    private static List<X509Certificate> served() {
        return served(AUTHORITY, "gate.security.svc", -10, 80);
    }

    private static PolicySet policies(String extra) {
        return new PolicySet(
                new PolicyDocuments(Set.of("public-good")).parse("policy.yaml", """
                        apiVersion: provenance-gate.github.io/v1alpha1
                        kind: ProvenancePolicy
                        metadata: {name: acme}
                        spec:
                          images: ["registry.example/**"]
                          signers: [{issuer: "https://issuer.example", subject: "https://ci.example/build"}]
                        """ + extra), UnmatchedAction.WARN);
    }

    private static Namespace namespace(String name, String... label) {
        return new Namespace(
                name,
                Optional.of(
                        label.length == 0
                                ? Map.of("kubernetes.io/metadata.name", name)
                                : Map.of("kubernetes.io/metadata.name", name, label[0], label[1])));
    }

    private static final List<Namespace> NAMESPACES =
            List.of(namespace("kube-system"), namespace("security"), namespace("shop"));

    private static List<Gap> gaps(String from, String to) {
        assertThat(SOUND).contains(from);
        return check(policies(""), NAMESPACES, served()).of(HookConfiguration.read(SOUND.replace(from, to)));
    }

    private static GuardCheck check(PolicySet policies, List<Namespace> namespaces, List<X509Certificate> served) {
        return new GuardCheck(policies, namespaces, served, NOW);
    }

    private static List<Gap> ofSound(PolicySet policies, List<X509Certificate> served, Namespace... more) {
        List<Namespace> all = new ArrayList<>(NAMESPACES);
        all.addAll(List.of(more));
        return check(policies, all, served).of(HookConfiguration.read(SOUND));
    }

    @Test
    void aConfigurationThatAsksAboutEverythingHasNoGap() {
        assertThat(ofSound(policies(""), served())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/validate                       | /elsewhere  | HOOK_MISSING    | calls /validate",
                "\"CREATE\", \"UPDATE\"          | \"CREATE\"  | RULE_MISSING    | UPDATE of pods:",
                "\"CREATE\", \"UPDATE\"          | \"UPDATE\"  | RULE_MISSING    | CREATE of pods:",
                "\"pods/ephemeralcontainers\"    | \"pods/log\"| RULE_MISSING    | UPDATE of pods/ephemeralcontainers:",
                "\"scope\": \"Namespaced\"       | \"scope\": \"Cluster\" | RULE_MISSING | CREATE of pods, UPDATE of pods:",
                "\"apiVersions\": [\"v1\"]       | \"apiVersions\": [\"v2\"] | RULE_MISSING | CREATE of pods",
                "\"apiGroups\": [\"\"]           | \"apiGroups\": [\"apps\"] | RULE_MISSING | CREATE of pods",
                "\"security\"]                   | \"shop\"]   | NAMESPACE_LEFT_OUT | leaves out shop, where",
                "\"objectSelector\": {}          | \"objectSelector\": {\"matchLabels\": {\"a\": \"b\"}} | OBJECT_SELECTOR | verify.x",
                "\"failurePolicy\": \"Fail\"     | \"failurePolicy\": \"Ignore\" | FAILURE_POLICY | verify.x",
                "\"matchPolicy\": \"Equivalent\" | \"matchPolicy\": \"Exact\" | MATCH_POLICY | verify.x",
                "\"timeoutSeconds\": 10          | \"timeoutSeconds\": 2 | TIMEOUT | timeoutSeconds 2",
                "\"caBundle\"                    | \"other\"   | CA_BUNDLE       | has no caBundle",
                "\"name\": \"gate\"              | \"name\": \"other\" | CERTIFICATE_NAME | other.security.svc",
            })
    void eachThingThatIsAmissIsOneGap(String from, String to, Kind kind, String said) {
        assertThat(gaps(from, to)).singleElement().satisfies(gap -> {
            assertThat(gap.kind()).isEqualTo(kind);
            assertThat(gap.sentence()).contains(said);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"resources\": [\"pods\"] | \"resources\": [\"pods/*\", \"*\"]",
                "\"resources\": [\"pods\"] | \"resources\": [\"*/*\"]",
                "[\"pods/ephemeralcontainers\"] | [\"pods/*\"]",
                "[\"CREATE\", \"UPDATE\"] | [\"*\"]",
                "\"apiVersions\": [\"v1\"] | \"apiVersions\": [\"*\"]",
                "\"apiGroups\": [\"\"] | \"apiGroups\": [\"*\"]",
                "\"matchExpressions\" | \"none\"",
                "\"timeoutSeconds\": 10, | \"x\": 1,",
            })
    void widerWordsAreNoGap(String from, String to) {
        assertThat(gaps(from, to)).isEmpty();
    }

    @Test
    void anotherAuthorityDoesNotVouchForWhatIsServed() {
        HeldCertificate other = new HeldCertificate.Builder()
                .certificateAuthority(0)
                .commonName("authority") // of the same name: only the signature tells
                .validityInterval(millis(-10), millis(400))
                .build();
        assertThat(ofSound(policies(""), served(other, "gate.security.svc", -10, 80)))
                .singleElement()
                .satisfies(gap -> assertThat(gap.kind()).isEqualTo(Kind.CA_BUNDLE));
        assertThat(gaps(base64(AUTHORITY), base64(other)))
                .singleElement()
                .satisfies(gap -> assertThat(gap.kind()).isEqualTo(Kind.CA_BUNDLE));
    }

    @ParameterizedTest
    @CsvSource({"-80,10,true", "-80,-1,true", "1,90,true", "-70,20,false", "-1,6,false", "-6,1,true"})
    void aCertificateThatEndsSoonForItsLifeIsAGap(int from, int until, boolean found) {
        assertThat(ofSound(policies(""), served(AUTHORITY, "gate.security.svc", from, until)))
                .extracting(Gap::kind)
                .isEqualTo(found ? List.of(Kind.CERTIFICATE_ENDING) : List.of());
    }

    @Test
    void ignoringFailuresIsAGapOnlyWhereSomethingIsEnforced() {
        String ignoring = SOUND.replace("\"Fail\"", "\"Ignore\"");
        HookConfiguration configuration = HookConfiguration.read(ignoring);
        PolicySet audit = policies("  mode: audit\n");

        assertThat(check(audit, NAMESPACES, served()).of(configuration)).isEmpty();
        assertThat(check(audit, List.of(namespace("strict", Namespace.MODE_LABEL, "enforce")), served())
                        .of(configuration))
                .extracting(Gap::kind)
                .containsExactly(Kind.FAILURE_POLICY);
        assertThat(check(new PolicySet(audit.policies(), UnmatchedAction.DENY), NAMESPACES, served())
                        .of(configuration))
                .extracting(Gap::kind)
                .containsExactly(Kind.FAILURE_POLICY);
    }

    @Test
    void aNamespaceThatThePoliciesLeaveOutTooIsNoGap() {
        String selector = SOUND.replace("\"security\"]", "\"security\", \"sandbox\"]");
        List<Namespace> namespaces = List.of(namespace("sandbox"));

        assertThat(check(policies(""), namespaces, served()).of(HookConfiguration.read(selector)))
                .extracting(Gap::kind)
                .containsExactly(Kind.NAMESPACE_LEFT_OUT);
        assertThat(check(policies("  namespaces: {exclude: [sandbox]}\n"), namespaces, served())
                        .of(HookConfiguration.read(selector)))
                .isEmpty();
    }

    @Test
    void aMissingConfigurationIsNamed() {
        assertThat(GuardCheck.missing("provenance-gate").sentence())
                .startsWith("there is no ValidatingWebhookConfiguration provenance-gate: ");
    }

    @Test
    void aUrlIsCalledByItsHost() {
        String url = SOUND.replaceFirst(
                "\"service\":\\s*\\{\"name\": \"gate\"[^}]*}", "\"url\": \"https://10.1.2.3:8443/validate?x=y\"");
        assertThat(check(policies(""), List.of(), served(AUTHORITY, "10.1.2.3", -10, 80))
                        .of(HookConfiguration.read(url)))
                .isEmpty();
    }
}
