/// What the evidence means, pure: [Judge] measures [io.github.provenancegate.evidence.Evidence] against a
/// [Requirement] and gives a [Judgement] with one [Verdict]; [Status] names it in one of the seven documented
/// words and [Explanation] puts it into sentences, at this one place.
///
/// A new status is a new case of [Verdict]: the compiler then shows every switch that must know it.
package io.github.provenancegate.verdict;
