/// How fast the product is: `./mvnw -q -Pbench` prints the figures that the README quotes. Nothing here is
/// asserted; a figure depends on the machine, a test must not.
///
/// [Parts][io.github.provenancegate.bench.Parts] are measured in memory by JMH.
/// [Requests][io.github.provenancegate.bench.RegistryRequests] to a registry are counted.
/// The packaged [webhook][io.github.provenancegate.bench.Webhook] is put under load as a process of its own.
@org.jspecify.annotations.NullMarked
package io.github.provenancegate.bench;
