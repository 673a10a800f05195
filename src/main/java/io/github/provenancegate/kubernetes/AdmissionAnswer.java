package io.github.provenancegate.kubernetes;

import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.policy.Decision;
import io.github.provenancegate.verdict.Explanation;
import io.github.provenancegate.verdict.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// What we tell the API server (`admission.k8s.io/v1`, AdmissionReview.response), within its limits. All texts
/// are safe to print.
///
/// @param uid the request's
/// @param warnings for the person who made the request
/// @param auditAnnotations for the audit log, where the API server puts the webhook's name before each key
public record AdmissionAnswer(
        String uid, Response response, List<String> warnings, Map<String, String> auditAnnotations) {
    public AdmissionAnswer {
        warnings = List.copyOf(warnings);
        auditAnnotations = Collections.unmodifiableMap(new TreeMap<>(auditAnnotations));
    }

    /// Whether the object may be stored. Allowed is always constructed by name.
    public sealed interface Response {
        record Allowed() implements Response {}

        /// Allowed, with images named by the digests that were proven.
        ///
        /// @param replacements at least one
        record Pinned(List<Replacement> replacements) implements Response {
            public Pinned {
                replacements = List.copyOf(replacements);
            }
        }

        /// Refused, with HTTP status 403 (401, 404, 409 and 422 mean something of their own to clients).
        ///
        /// @param reason the status word, which kubectl prints in parentheses
        /// @param message one line for each failing image, the first failing one first
        /// @param causes the same for programs
        record Denied(String reason, String message, List<Cause> causes) implements Response {
            public Denied {
                causes = List.copyOf(causes);
            }
        }
    }

    /// One image that is named anew.
    ///
    /// @param pointer to the field (RFC 6901)
    /// @param before what the field must still hold
    public record Replacement(String pointer, String before, String after) {}

    /// One failing image.
    ///
    /// @param reason the reason code
    /// @param field such as `spec.containers[0].image`
    public record Cause(String reason, String field, String message) {}

    /// Why a request is admitted although no image was judged.
    public enum Passage {
        /// Nothing is stored that could run.
        NOTHING_STORED("the operation stores no Pod"),
        /// The webhook's rules send a kind that is not judged here.
        KIND_NOT_SERVED("this webhook judges Pods only"),
        /// The Pod's images are those it already had.
        NO_NEW_IMAGE("no image is new"),
        /// The webhook's rules send a kind that makes no Pods.
        NO_WORKLOAD("this webhook looks at workloads only"),
        /// Whoever wrote its owner was told.
        CONTROLLED("another object manages it"),
        /// There is nothing to pin.
        NO_NEW_TAG("no image is new and named by tag"),
        /// A defect: the validating hook judges the tags.
        NOT_PINNED("an internal error"),
        /// The kubelet runs it already.
        MIRROR_POD("mirror of a static Pod, from its node");

        private final String words;

        Passage(String words) {
            this.words = words;
        }

        /// Whether this is why an answer admits.
        public boolean isOf(AdmissionAnswer answer) {
            return words.equals(answer.auditAnnotations().get("why"));
        }
    }

    /// Admits without judging, for a named reason.
    public static AdmissionAnswer admitted(AdmissionRequest request, Passage passage) {
        AnswerWarnings warnings = AnswerWarnings.about(request);
        Optional<String> warning = switch (passage) {
            case KIND_NOT_SERVED, NO_WORKLOAD ->
                Optional.of(passage.words + "; not judged: "
                        + UntrustedText.escape(request.kind().kind(), 60));
            case NOTHING_STORED, NO_NEW_IMAGE, NO_NEW_TAG, NOT_PINNED, MIRROR_POD, CONTROLLED -> Optional.empty();
        };
        warning.ifPresent(warnings::add);
        return new AdmissionAnswer(
                request.uid(),
                new Response.Allowed(),
                warnings.texts(),
                Map.of("decision", "admit", "why", passage.words));
    }

    /// The answer about judged images: denied if any is.
    ///
    /// @param rulings in Pod order, at least one
    public static AdmissionAnswer of(AdmissionRequest request, List<ImageRuling> rulings) {
        ImageRuling headline = headline(rulings);
        Response response = switch (headline.ruling().decision()) {
            case Decision.Deny _ -> DenialText.of(headline, rulings);
            case Decision.AdmitWithWarning _, Decision.AdmitAudited _, Decision.AdmitExempted _, Decision.Admit _ ->
                new Response.Allowed();
        };
        AnswerWarnings warnings = AnswerWarnings.about(request);
        rulings.forEach(warnings::addFor);
        return new AdmissionAnswer(request.uid(), response, warnings.texts(), AuditAnnotations.of(headline, rulings));
    }

    /// What admission of its Pods would say, as warnings to the person who applies a workload, who is admitted
    /// whatever it is. The audit log learns no more than that: the Pods' own reviews tell the rest.
    ///
    /// @param rulings in Pod order
    public static AdmissionAnswer advice(AdmissionRequest request, List<ImageRuling> rulings) {
        AnswerWarnings warnings = AnswerWarnings.about(request);
        warnings.addForPods(rulings);
        return advice(request, warnings);
    }

    /// Says of a workload no more than that nothing can be said.
    ///
    /// @param why safe to print
    public static AdmissionAnswer noAdvice(AdmissionRequest request, String why) {
        AnswerWarnings warnings = AnswerWarnings.about(request);
        warnings.add("whether its Pods would be admitted is not known: " + why);
        return advice(request, warnings);
    }

    private static AdmissionAnswer advice(AdmissionRequest request, AnswerWarnings warnings) {
        return new AdmissionAnswer(
                request.uid(),
                new Response.Allowed(),
                warnings.texts(),
                Map.of("decision", warnings.texts().isEmpty() ? "admit" : "warn"));
    }

    /// Names proven images by digest and leaves the others as they are: whether the Pod is admitted is another
    /// hook's matter.
    ///
    /// @param rulings about images that are named by tag, as if they were pinned
    public static AdmissionAnswer pinning(AdmissionRequest request, List<ImageRuling> rulings) {
        List<Replacement> replacements = new ArrayList<>();
        List<String> told = new ArrayList<>();
        for (ImageRuling one : rulings) {
            one.proven().map(ImageReference::toString).ifPresent(pinned -> {
                replacements.add(
                        new Replacement(one.image().pointer(), one.image().text(), pinned));
                told.add(one.where() + ": " + pinned);
            });
        }
        Map<String, String> annotations = new TreeMap<>(Map.of("decision", "admit"));
        if (!told.isEmpty()) {
            annotations.put("pinned", AuditAnnotations.value(String.join("; ", told)));
        }
        return new AdmissionAnswer(
                request.uid(),
                replacements.isEmpty() ? new Response.Allowed() : new Response.Pinned(replacements),
                List.of(),
                annotations);
    }

    /// Refuses because nothing could be judged: a defect that came before any policy could be asked.
    public static AdmissionAnswer denied(String uid, Verdict.Undetermined defect) {
        return new AdmissionAnswer(
                uid,
                new Response.Denied(defect.status().name(), Explanation.line(defect), List.of()),
                List.of(),
                Map.of(
                        "decision",
                        "deny",
                        "status",
                        defect.status().name(),
                        "reason",
                        defect.code().name()));
    }

    /// The ruling that gives the answer its reason: the first of the strictest.
    ///
    /// @param rulings in Pod order, at least one
    public static ImageRuling headline(List<ImageRuling> rulings) {
        ImageRuling headline = null;
        for (ImageRuling one : rulings) {
            if (headline == null
                    || one.ruling().decision().strictness()
                            > headline.ruling().decision().strictness()) {
                headline = one;
            }
        }
        return Objects.requireNonNull(headline, "an answer about no image would admit in silence");
    }
}
