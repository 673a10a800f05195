/// What to ask about an image and what to do about the answer, pure.
///
/// ```
///   PolicySet.select(namespace, image) ─┬▶ Matched(policies) ─▶ Requirement and Verdict each ─┬▶ Ruling
///                                       ├▶ Excluded ──────────────────────────────────────────┤ (Decision)
///                                       └▶ Unmatched ─(the setting `unmatched`)───────────────┘
/// ```
///
/// [Weighing] is where one policy's revocations, exemptions, tags and mode meet a judgement; a namespace's label may
/// make
/// the mode stricter. An [UnreadPolicy] is satisfied by nothing.
///
/// Confusing words: a *verdict* says what is proven and knows no policy; a *ruling* is what one or several
/// policies make of verdicts about one image; its *decision* is the action. Admit is always constructed by
/// name.
package io.github.provenancegate.policy;
