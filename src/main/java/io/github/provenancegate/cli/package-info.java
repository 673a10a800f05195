/// The commands. They read arguments, hand them to the [Application], and receive ports to work with; they make none.
///
/// ```
///   arguments ─▶ command ─ Options ─▶ Application (settings, object graph) ─▶ Verification ─▶ Report
/// ```
///
/// Confusing words: a [Setting] is a name that options, environment and configuration file share; [Options] are what
/// somebody wrote on the command line, as text: the application alone knows what they mean.
package io.github.provenancegate.cli;
