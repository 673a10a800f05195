package io.github.provenancegate.fake;

import io.github.provenancegate.fake.ConnectionFault.Point;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What a [FaultProxy] lets the client see of one connection's answers.
final class SpoiltAnswer {
    private static final String END_OF_HEADER = "\r\n\r\n";

    private final Socket client;
    private final OutputStream out;
    private volatile Optional<ConnectionFault> fault;
    private final CountDownLatch closed;
    private long sent;
    private long bodyBegins = Long.MAX_VALUE;
    private int endMatched;

    /// @param closed ends each wait
    SpoiltAnswer(Socket client, Optional<ConnectionFault> fault, CountDownLatch closed) throws IOException {
        this.client = client;
        this.out = client.getOutputStream();
        this.fault = fault;
        this.closed = closed;
    }

    /// Lets nothing more through.
    void lose() {
        fault = Optional.of(new ConnectionFault.LossAfter(new Point.Bytes(0)));
    }

    /// Passes a piece on, as far as the fault lets it.
    void send(byte[] piece, int length) throws IOException, InterruptedException {
        if (fault.isEmpty()) {
            out.write(piece, 0, length);
            return;
        }
        switch (fault.get()) {
            case ConnectionFault.Delay(Duration time) -> {
                pause(time);
                out.write(piece, 0, length);
            }
            case ConnectionFault.EndIsLost _ -> out.write(piece, 0, length);
            case ConnectionFault.HalfOpen _ -> closed.await();
            case ConnectionFault.LossAfter(Point point) -> passUntil(point, piece, length);
            case ConnectionFault.ResetAfter(Point point) -> {
                if (passUntil(point, piece, length) < length) {
                    reset();
                }
            }
            case ConnectionFault.TrickleAfter(Point point, Duration between) -> {
                for (int i = passUntil(point, piece, length); i < length; i++) {
                    out.write(piece, i, 1);
                    pause(between);
                }
            }
        }
    }

    /// The server has closed the connection.
    void end() throws IOException, InterruptedException {
        if (fault.isEmpty()) {
            client.close();
            return;
        }
        switch (fault.get()) {
            case ConnectionFault.EndIsLost _, ConnectionFault.HalfOpen _, ConnectionFault.LossAfter _ -> closed.await();
            case ConnectionFault.Delay _, ConnectionFault.ResetAfter _, ConnectionFault.TrickleAfter _ ->
                client.close();
        }
    }

    /// Passes on what lies before the point.
    ///
    /// @return how much of the piece that is
    private int passUntil(Point point, byte[] piece, int length) throws IOException {
        for (int i = 0; i < length; i++) {
            boolean reached = switch (point) {
                case Point.Bytes(long count) -> sent >= count;
                case Point.BytesOfBody(long count) -> bodyBegins != Long.MAX_VALUE && sent - bodyBegins >= count;
            };
            if (reached) {
                out.write(piece, 0, i);
                return i;
            }
            sent++;
            lookForBody(piece[i]);
        }
        out.write(piece, 0, length);
        return length;
    }

    private void lookForBody(byte passed) {
        if (bodyBegins != Long.MAX_VALUE) {
            return;
        }
        endMatched = passed == END_OF_HEADER.charAt(endMatched) ? endMatched + 1 : passed == '\r' ? 1 : 0;
        if (endMatched == END_OF_HEADER.length()) {
            bodyBegins = sent;
        }
    }

    /// TCP's RST: what the client has not read yet is lost too.
    private void reset() throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    private void pause(Duration time) throws InterruptedException {
        boolean _ = closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
