package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.GuardReport;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// How the webhook looks whether the API server asks it about what it should.
///
/// @param look never throws and takes seconds at most; told the chain that the API server is shown, its leaf first
/// @param period from one look to the next
public record SelfCheck(Function<List<X509Certificate>, GuardReport> look, Duration period) {}
