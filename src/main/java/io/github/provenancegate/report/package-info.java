/// What was found out about images, written down for a person or a program.
///
/// ```
///   ImageReport ──▶ JsonReport                                  one object per image
///              └──▶ Chain ─▶ Step* ─▶ TextReport                 the chain of proof in the terminal
/// ```
///
/// A report is written image by image and remembers none but the counts of its [Tally]: thousands of images need no
/// more memory than one. Texts from outside are escaped before they reach a terminal.
package io.github.provenancegate.report;
