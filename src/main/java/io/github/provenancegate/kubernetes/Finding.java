package io.github.provenancegate.kubernetes;

import io.github.provenancegate.kubernetes.AdmissionRequest.Effect;
import io.github.provenancegate.policy.Decision;
import io.github.provenancegate.policy.PolicyStanding;
import io.github.provenancegate.policy.PolicyStanding.State;
import io.github.provenancegate.policy.Ruling;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Something about an image, or about a policy, that people should find where they look: what an Event says
/// (`events.k8s.io/v1`).
///
/// @param namespace where it is told
/// @param subject what a person would describe, as far as the review knows it
/// @param note within what an Event takes, safe to print
/// @param identity of image, digest and policy, or of a policy's version: equal findings have equal ones, whichever
/// replica makes them
public record Finding(String namespace, Subject subject, Reason reason, String note, String identity) {
    /// Longest note of an Event (Kubernetes, validation of `events.k8s.io/v1`).
    static final int NOTE_BYTES_MAX = 1_024;

    /// A Pod with more images at fault has them all in its denial and the audit log.
    static final int FINDINGS_OF_REVIEW_MAX = 4;

    /// What the finding is about.
    ///
    /// @param uid empty for a Pod that was denied: it never existed
    public record Subject(String apiVersion, String kind, String name, Optional<String> uid) {}

    /// The API server takes Events about objects without namespace here alone.
    private static final String CLUSTER_EVENTS = "default";

    /// A gap in what a webhook configuration guards.
    ///
    /// @param uid of the configuration, where there is one
    public static Finding of(String configuration, Optional<String> uid, Gap gap) {
        return new Finding(
                CLUSTER_EVENTS,
                new Subject("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", configuration, uid),
                Reason.NOT_GUARDING,
                LimitedText.cut(gap.sentence(), NOTE_BYTES_MAX),
                gap.kind().word());
    }

    /// Something of our own that was put right.
    public static Finding of(Mend mend) {
        Reason reason = switch (mend.kind()) {
            case CA_BUNDLE -> Reason.TRUST_MENDED;
            case SECRET_MISSING, SECRET_UNUSABLE -> Reason.SECRET_MENDED;
        };
        return new Finding(
                mend.namespace().orElse(CLUSTER_EVENTS),
                mend.subject(),
                reason,
                LimitedText.cut(mend.sentence(), NOTE_BYTES_MAX),
                mend.kind().word());
    }

    /// The Event's reason.
    public enum Reason {
        DENIED("ImageProvenanceDenied", Type.WARNING, "denied: ", Scope.NAMESPACE, "Admission"),
        UNDETERMINED("ImageProvenanceUndetermined", Type.WARNING, "", Scope.NAMESPACE, "Admission"),
        AUDIT("ImageProvenanceAudit", Type.NORMAL, "admitted: ", Scope.NAMESPACE, "Admission"),
        POLICY_UNUSABLE("PolicyUnusable", Type.WARNING, "", Scope.CLUSTER, "ReadPolicy"),
        NOT_GUARDING("ImageProvenanceNotGuarding", Type.WARNING, "", Scope.CLUSTER, "SelfCheck"),
        TRUST_MENDED("ImageProvenanceTrustMended", Type.WARNING, "", Scope.CLUSTER, "KeepCertificate"),
        SECRET_MENDED("ImageProvenanceSecretMended", Type.WARNING, "", Scope.NAMESPACE, "KeepCertificate");

        private final String word;
        private final Type type;
        private final String prefix;
        private final Scope scope;
        private final String action;

        Reason(String word, Type type, String prefix, Scope scope, String action) {
            this.word = word;
            this.type = type;
            this.prefix = prefix;
            this.scope = scope;
            this.action = action;
        }

        /// As Events write it.
        public String word() {
            return word;
        }

        public Type type() {
            return type;
        }

        /// Where the objects live that such a finding is about.
        public Scope scope() {
            return scope;
        }

        /// The Event's action: what was being done.
        public String action() {
            return action;
        }
    }

    /// Where an object lives.
    public enum Scope {
        NAMESPACE,
        /// The API server takes Events about it in the namespace `default` alone.
        CLUSTER
    }

    /// The Event's type.
    public enum Type {
        NORMAL("Normal"),
        WARNING("Warning");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        /// As Events write it.
        public String word() {
            return word;
        }
    }

    /// What a review found, one for each image at fault; none of a dry run, of which nothing may remain.
    ///
    /// @param rulings in Pod order
    public static List<Finding> of(AdmissionRequest request, List<ImageRuling> rulings) {
        if (request.effect() == Effect.DRY_RUN || request.namespace().isEmpty()) {
            return List.of();
        }
        Map<String, ImageRuling> distinct = new LinkedHashMap<>();
        rulings.forEach(one -> distinct.putIfAbsent(one.image().text(), one));
        return distinct.values().stream()
                .flatMap(one -> reason(one).map(reason -> about(request, one, reason)).stream())
                .limit(FINDINGS_OF_REVIEW_MAX)
                .toList();
    }

    /// That a version of a policy cannot be used, and what that means; nothing of one that can.
    public static Optional<Finding> of(PolicyStanding standing) {
        return switch (standing.state()) {
            case State.InForce _ -> Optional.empty();
            case State.LastGoodInForce(String why) ->
                Optional.of(unusable(standing, why, "the last good version judges on"));
            case State.NothingInForce(String why) ->
                Optional.of(unusable(standing, why, "there is no good one, so that nothing satisfies the policy"));
        };
    }

    private static Finding unusable(PolicyStanding standing, String why, String meaning) {
        String note = "version " + standing.generation() + " cannot be used, " + meaning + ": " + why;
        return new Finding(
                CLUSTER_EVENTS,
                new Subject(
                        "provenance-gate.github.io/v1alpha1",
                        "ProvenancePolicy",
                        standing.policy(),
                        Optional.of(standing.uid())),
                Reason.POLICY_UNUSABLE,
                LimitedText.cut(note, NOTE_BYTES_MAX),
                standing.uid() + "\n" + note);
    }

    private static Finding about(AdmissionRequest request, ImageRuling one, Reason reason) {
        String line = DenialText.line(List.of(one));
        List<String> exemptions = one.exemptions();
        String note = reason.prefix + (exemptions.isEmpty() ? line : line + " (" + String.join("; ", exemptions) + ")");
        return new Finding(
                request.namespace().orElseThrow(),
                subject(request),
                reason,
                LimitedText.cut(note, NOTE_BYTES_MAX),
                String.join(
                        "\n",
                        one.image().text(),
                        one.digest().orElse(""),
                        one.policy().orElse("")));
    }

    /// What of a ruling is a finding. What no policy speaks of is none: a cluster is full of it.
    private static Optional<Reason> reason(ImageRuling one) {
        Optional<Verdict> verdict = one.ruling().judgement().map(Judgement::verdict);
        boolean proven = verdict.filter(Verdict::isProven).isPresent();
        boolean undetermined = verdict.filter(found -> !found.isDetermined()).isPresent();
        return switch (one.ruling().decision()) {
            case Decision.Deny _ -> Optional.of(undetermined ? Reason.UNDETERMINED : Reason.DENIED);
            case Decision.AdmitWithWarning _, Decision.AdmitAudited _, Decision.AdmitExempted _ ->
                switch (one.ruling()) {
                    case Ruling.Judged _ when proven -> Optional.empty();
                    case Ruling.Judged _ -> Optional.of(undetermined ? Reason.UNDETERMINED : Reason.AUDIT);
                    case Ruling.Excluded _, Ruling.WithoutPolicy _ -> Optional.empty();
                };
            case Decision.Admit _ -> Optional.empty();
        };
    }

    /// The controlling owner, whose uid is known; else the Pod; else, where the API server makes up a name for
    /// each try, the namespace.
    private static Subject subject(AdmissionRequest request) {
        Optional<ReviewedObject> pod = request.object();
        return pod.flatMap(ReviewedObject::controller)
                .map(owner -> new Subject(owner.apiVersion(), owner.kind(), owner.name(), Optional.of(owner.uid())))
                .or(() -> request.name()
                        .filter(_ -> pod.flatMap(ReviewedObject::generateName).isEmpty())
                        .map(name -> new Subject("v1", "Pod", name, Optional.empty())))
                .orElseGet(
                        () -> new Subject("v1", "Namespace", request.namespace().orElseThrow(), Optional.empty()));
    }

    /// A name that equal findings about one subject share.
    ///
    /// @param shown what is described in the end
    public String eventName(Subject shown) {
        String text = String.join("\n", namespace, shown.kind(), shown.name(), reason.word, identity);
        String hex = HexFormat.of().formatHex(sha256(text)).substring(0, HEX_DIGITS);
        String owner = shown.name().length() > OWNER_CHARACTERS_MAX
                ? shown.name().substring(0, OWNER_CHARACTERS_MAX)
                : shown.name();
        return owner + "." + hex;
    }

    private static final int HEX_DIGITS = 16;

    /// The name of an object has 253 characters at most.
    private static final int OWNER_CHARACTERS_MAX = 253 - 1 - HEX_DIGITS;

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
