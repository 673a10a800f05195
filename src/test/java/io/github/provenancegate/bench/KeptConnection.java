package io.github.provenancegate.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// A connection on which one review follows the other, as an API server keeps them. HTTP/1.1 by hand, because
/// the client shares its cores with the server that is measured.
final class KeptConnection implements AutoCloseable {
    private static final int LINE_BYTES_MAX = 8 * 1024;
    private static final String LENGTH = "content-length:";

    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;

    private KeptConnection(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    static KeptConnection to(URI server, SSLSocketFactory trust) throws IOException {
        SSLSocket socket = (SSLSocket) trust.createSocket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.startHandshake();
        return new KeptConnection(socket);
    }

    /// The request as it goes over the wire.
    static byte[] request(URI url, byte[] review) {
        byte[] head = """
                POST %s?timeout=10s HTTP/1.1\r
                Host: %s:%d\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                """.formatted(url.getPath(), url.getHost(), url.getPort(), review.length)
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + review.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(review, 0, request, head.length, review.length);
        return request;
    }

    /// Sends it and waits for the answer's body.
    ///
    /// @throws IOException also when the answer is not 200
    byte[] send(byte[] request) throws IOException {
        out.write(request);
        out.flush();
        String status = line();
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(header.substring(LENGTH.length()).strip());
            }
        }
        byte[] body = in.readNBytes(length);
        if (!status.startsWith("HTTP/1.1 200 ")) {
            throw new IOException(status + ": " + new String(body, StandardCharsets.UTF_8));
        }
        return body;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() > LINE_BYTES_MAX) {
                throw new EOFException("the answer broke off");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
