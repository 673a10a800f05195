package io.github.provenancegate.fake;

import java.time.Duration;

/// The one thing that is wrong with the connections through a [FaultProxy]; what the client sends arrives,
/// unless said otherwise.
public sealed interface ConnectionFault {
    /// Each piece of the answer comes this much later.
    record Delay(Duration time) implements ConnectionFault {}

    /// Takes up the connection and is silent: nothing arrives on either side.
    record HalfOpen() implements ConnectionFault {}

    /// From this point on the answer is lost, and the connection stays open.
    record LossAfter(Point point) implements ConnectionFault {}

    /// From this point on the answer comes byte after byte, this far apart.
    record TrickleAfter(Point point, Duration pause) implements ConnectionFault {}

    /// At this point the connection is reset.
    record ResetAfter(Point point) implements ConnectionFault {}

    /// The answer arrives, but never that the server has closed the connection.
    record EndIsLost() implements ConnectionFault {}

    /// A point in what the server sends.
    sealed interface Point {
        /// After this many bytes of the connection.
        record Bytes(long count) implements Point {}

        /// After this many bytes of the first HTTP/1.1 answer's body; of use without TLS only.
        record BytesOfBody(long count) implements Point {}
    }
}
