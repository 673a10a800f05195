/// Wires the whole: settings, the object graph, and the process's entry. Nobody may look in here.
///
/// ```
///   options ┐
///   environment ├─▶ GivenSettings ─▶ Settings ─▶ Assembly ─┬─▶ Verification   for the command line
///   file ───┘                                              └─▶ Serving        for the webhook, in Quarkus
/// ```
///
/// The object graph is built without CDI, so that the command line starts no framework; `serve` shows the same graph to
/// CDI.
package io.github.provenancegate.app;
