package io.github.provenancegate.transport;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.verify.UndeterminedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/// Why one attempt brought no answer, and whether another may.
///
/// @param why what the caller is told if there is no other attempt
/// @param again whether another attempt may bring an answer
/// @param patience how long the host asked us to wait before it
/// @param host what it says about the host
record Failure(UndeterminedException why, Again again, Optional<Duration> patience, HostIs host) {
    /// What a failure says about the host.
    enum HostIs {
        /// Nobody was there, or a gateway said so.
        GONE,
        /// It answered something.
        ALIVE,
        /// Nothing was learnt.
        UNKNOWN
    }

    /// Whether to ask again.
    enum Again {
        WORTH_A_TRY,
        /// Over a new connection: the kept one may be lost without anybody having been told.
        OVER_A_NEW_CONNECTION,
        POINTLESS
    }

    private static Failure of(
            Again again, ReasonCode code, HttpCall call, Progress progress, String what, Throwable cause) {
        String sentence = call.address().authority() + progress.way() + " " + what + " while " + call.step();
        HostIs host = code == ReasonCode.REGISTRY_UNREACHABLE ? HostIs.GONE : HostIs.UNKNOWN;
        return new Failure(new UndeterminedException(code, sentence, cause), again, Optional.empty(), host);
    }

    /// Reads what the HTTP client threw. Its messages are never repeated: they may hold a signed link.
    static Failure of(IOException thrown, Progress progress, HttpCall call) {
        return switch (thrown) {
            case AddressRefusedException refused ->
                new Failure(
                        new UndeterminedException(
                                ReasonCode.REGISTRY_NOT_ALLOWED,
                                refused.sentence() + ", while " + call.step(),
                                refused),
                        Again.POINTLESS,
                        Optional.empty(),
                        HostIs.UNKNOWN);
            case UnknownHostException _ ->
                of(
                        Again.WORTH_A_TRY,
                        ReasonCode.REGISTRY_UNREACHABLE,
                        call,
                        progress,
                        "has no address that could be found (is the name right, and the name server up?)",
                        thrown);
            case SSLPeerUnverifiedException _ -> untrusted(call, progress, thrown);
            case SSLHandshakeException _ when isAboutCertificate(thrown) -> untrusted(call, progress, thrown);
            case SSLException _ ->
                of(
                        Again.WORTH_A_TRY,
                        ReasonCode.REGISTRY_UNREACHABLE,
                        call,
                        progress,
                        "speaks no TLS, or broke it off (a registry without TLS is named with --plain-http)",
                        thrown);
            case InterruptedIOException silence -> ofSilence(silence, progress, call);
            case ProtocolException _ ->
                of(
                        Again.WORTH_A_TRY,
                        ReasonCode.REGISTRY_MISBEHAVED,
                        call,
                        progress,
                        "broke the HTTP protocol (or its answer off before the announced length)",
                        thrown);
            default ->
                of(
                        Again.WORTH_A_TRY,
                        ReasonCode.REGISTRY_UNREACHABLE,
                        call,
                        progress,
                        progress.isConnected() ? "broke the connection off" : "refused the connection (is it up?)",
                        thrown);
        };
    }

    private static Failure ofSilence(InterruptedIOException silence, Progress progress, HttpCall call) {
        if (progress.isConnected() || progress.chance() == Progress.Chance.TOO_LITTLE_TIME) {
            Again again = progress.isOverKeptConnection() ? Again.OVER_A_NEW_CONNECTION : Again.POINTLESS;
            return of(again, ReasonCode.DEADLINE_EXCEEDED, call, progress, "did not answer in time", silence);
        }
        return of(
                Again.WORTH_A_TRY,
                ReasonCode.REGISTRY_UNREACHABLE,
                call,
                progress,
                "took up no connection in time (is it up, and does the network let us through?)",
                silence);
    }

    private static boolean isAboutCertificate(IOException thrown) {
        return thrown.getCause() instanceof CertificateException;
    }

    private static Failure untrusted(HttpCall call, Progress progress, IOException thrown) {
        return of(
                Again.POINTLESS,
                ReasonCode.REGISTRY_UNREACHABLE,
                call,
                progress,
                "has no certificate for this name that is trusted and valid (name its authority with --ca-file)",
                thrown);
    }

    /// The caller was told to stop; whatever the client threw then says nothing about the host.
    static Failure ofStop(HttpCall call, Exception cause) {
        return new Failure(
                new UndeterminedException(
                        ReasonCode.DEADLINE_EXCEEDED,
                        "asking " + call.address().authority() + " was stopped while " + call.step(),
                        cause),
                Again.POINTLESS,
                Optional.empty(),
                HostIs.UNKNOWN);
    }

    /// The host said itself that it cannot answer now. A gateway's word is about the whole host; an internal
    /// error may be about this one question.
    static Failure ofServerError(int status, HttpCall call) {
        return new Failure(
                undetermined(ReasonCode.REGISTRY_UNREACHABLE, "answered HTTP " + status, call),
                Again.WORTH_A_TRY,
                Optional.empty(),
                status >= 502 && status <= 504 ? HostIs.GONE : HostIs.ALIVE);
    }

    /// The host asks for patience (RFC 6585, section 4).
    static Failure ofThrottling(Optional<Duration> patience, HttpCall call) {
        return new Failure(
                undetermined(ReasonCode.REGISTRY_THROTTLED, "answered that there are too many requests", call),
                Again.WORTH_A_TRY,
                patience,
                HostIs.ALIVE);
    }

    /// The host sends what nobody asked for.
    static Failure ofMisbehaviour(String what, HttpCall call) {
        return new Failure(
                undetermined(ReasonCode.REGISTRY_MISBEHAVED, what, call),
                Again.POINTLESS,
                Optional.empty(),
                HostIs.ALIVE);
    }

    private static UndeterminedException undetermined(ReasonCode code, String what, HttpCall call) {
        return new UndeterminedException(code, call.address().authority() + " " + what + " while " + call.step());
    }
}
