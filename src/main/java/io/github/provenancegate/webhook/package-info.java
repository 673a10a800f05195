/// The webhook: what the API server's call goes through, and how it is seen from outside.
///
/// ```
///   POST /validate ─▶ ReviewIntake ─▶ ReviewResource ─▶ Reviewer ──────▶ PodReview ─▶ PolicySet, ProvenanceVerifier
///   POST /warn     ───▶ │                  │        ─▶ WorkloadAdvice ───▶ │ └─ each distinct image once, side by side
///   POST /mutate   ───▶ │                  │        ─▶ TagPinning ───────▶ │
///    limits of HTTP ────┘                  │            └─ a Hook reads, answers, logs, counts; a failure is a verdict
///    and of load (Load)                    └─ on a virtual thread
/// ```
///
/// An answer is HTTP 200 with a decision, or a call that failed (4xx), about which the cluster's
/// `failurePolicy` decides and not we: so only a body that is no review fails, and load that is shed (429,
/// which the API server tries again). A defect while judging is the verdict `INTERNAL`.
///
/// Only `WebhookBeans`, `ReviewResource` and the health checks know the framework's container; everything else
/// is built by constructors.
package io.github.provenancegate.webhook;
