package io.github.provenancegate.evidence;

import java.time.Instant;
import java.util.Optional;

/// Where a transparency log that a trust root names has recorded a signature.
///
/// @param index the entry's index as the log wrote it
/// @param logId the log's key id, lower-case hexadecimal
/// @param integratedTime when the log took it in; empty where the log makes no statement about time (Rekor v2)
public record LogEntry(long index, String logId, Optional<Instant> integratedTime) {}
