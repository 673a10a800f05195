package io.github.provenancegate.fake;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.sigstore.json.canonicalizer.JsonCanonicalizer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A TUF repository over loopback HTTP, with one real key for all of its roles.
public final class TufSite implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final HttpServer server;
    private final KeyPair key;
    private final String keyId;
    private final Instant expires;
    private int version;

    public TufSite(Instant expires) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        this.key = generator.generateKeyPair();
        this.keyId = HexFormat.of().formatHex(Encoding.sha256(canonical(publicKey())));
        this.expires = expires;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] file = files.get(exchange.getRequestURI().getPath().substring(1));
            exchange.sendResponseHeaders(file == null ? 404 : 200, file == null ? -1 : file.length);
            if (file != null) {
                exchange.getResponseBody().write(file);
            }
            exchange.close();
        });
        server.start();
    }

    public URI mirror() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// The `root.json` that a client starts from.
    public byte[] root() throws IOException, GeneralSecurityException {
        ObjectNode root = role("root", 1);
        root.put("consistent_snapshot", true);
        root.putObject("keys").set(keyId, publicKey());
        for (String role : new String[] {"root", "timestamp", "snapshot", "targets"}) {
            ObjectNode trusted = root.withObject("/roles").putObject(role);
            trusted.put("threshold", 1).putArray("keyids").add(keyId);
        }
        return signed(root);
    }

    /// Publishes a trusted root, in a new version of everything.
    public void publish(byte[] trustedRoot) throws IOException, GeneralSecurityException {
        version++;
        String hash = HexFormat.of().formatHex(Encoding.sha256(trustedRoot));
        files.put("targets/" + hash + ".trusted_root.json", trustedRoot);
        ObjectNode targets = role("targets", version);
        ObjectNode target = targets.withObject("/targets").putObject("trusted_root.json");
        target.put("length", trustedRoot.length).putObject("hashes").put("sha256", hash);
        files.put(version + ".targets.json", signed(targets));
        ObjectNode snapshot = role("snapshot", version);
        snapshot.withObject("/meta").putObject("targets.json").put("version", version);
        files.put(version + ".snapshot.json", signed(snapshot));
        ObjectNode timestamp = role("timestamp", version);
        timestamp.withObject("/meta").putObject("snapshot.json").put("version", version);
        files.put("timestamp.json", signed(timestamp));
    }

    /// Changes a byte of what was published last, without a new signature.
    public void spoilTargets() {
        files.computeIfPresent(
                version + ".targets.json",
                (_, json) -> new String(json, StandardCharsets.UTF_8)
                        .replace("\"length\":", "\"length\":1")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode role(String type, int roleVersion) {
        return JSON.createObjectNode()
                .put("_type", type)
                .put("spec_version", "1.0.31")
                .put("version", roleVersion)
                .put("expires", expires.toString());
    }

    private ObjectNode publicKey() {
        ObjectNode described = JSON.createObjectNode().put("keytype", "ecdsa").put("scheme", "ecdsa-sha2-nistp256");
        described
                .putObject("keyval")
                .put(
                        "public",
                        "-----BEGIN PUBLIC KEY-----\n"
                                + Base64.getEncoder()
                                        .encodeToString(key.getPublic().getEncoded())
                                + "\n-----END PUBLIC KEY-----\n");
        return described;
    }

    private byte[] signed(ObjectNode role) throws IOException, GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key.getPrivate());
        signature.update(canonical(role));
        ObjectNode document = JSON.createObjectNode();
        document.putArray("signatures")
                .addObject()
                .put("keyid", keyId)
                .put("sig", HexFormat.of().formatHex(signature.sign()));
        document.set("signed", role);
        return JSON.writeValueAsBytes(document);
    }

    private static byte[] canonical(ObjectNode json) throws IOException {
        return new JsonCanonicalizer(JSON.writeValueAsString(json)).getEncodedUTF8();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
