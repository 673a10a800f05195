package io.github.provenancegate.sigstore;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/// A period of validity, both ends included (RFC 5280 section 4.1.2.5; `TimeRange` of the Sigstore protobuf specs).
///
/// @param end empty: open
record Window(Instant start, Optional<Instant> end) {
    /// A certificate's own validity.
    static Window of(X509Certificate certificate) {
        return new Window(
                certificate.getNotBefore().toInstant(),
                Optional.of(certificate.getNotAfter().toInstant()));
    }

    boolean contains(Instant time) {
        return !time.isBefore(start) && end.filter(time::isAfter).isEmpty();
    }
}
