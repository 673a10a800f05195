package io.github.provenancegate.app;

import io.github.provenancegate.image.Digest;
import io.github.provenancegate.kubernetes.Pem;
import io.github.provenancegate.kubernetes.ServingPair;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/// A registry on this machine with one image and a signature on it, which nobody trusts: its certificate is of an
/// authority that is made up for the rehearsal. So a review asks, reads and weighs as it will in earnest.
final class RehearsedRegistry implements AutoCloseable {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String PAYLOAD = "application/vnd.dev.cosign.simplesigning.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Content> contents = new HashMap<>();
    private final HttpServer server;
    private final Digest image;

    private record Content(String type, String text) {}

    private RehearsedRegistry(ServingPair signer) throws GeneralSecurityException {
        Digest config = add("blobs", CONFIG, "{}");
        image = add("manifests", MANIFEST, """
                {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":2},"layers":[]}""".formatted(MANIFEST, CONFIG, config));
        String payload = """
                {"critical":{"identity":{"docker-reference":"rehearsal"},"image":{"docker-manifest-digest":"%s"},\
                "type":"cosign container image signature"},"optional":null}""".formatted(image);
        Digest signed = add("blobs", "application/octet-stream", payload);
        String manifest = """
                {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":2},"layers":[\
                {"mediaType":"%s","digest":"%s","size":%d,"annotations":{"dev.cosignproject.cosign/signature":"%s",\
                "dev.sigstore.cosign/certificate":"%s"}}]}""".formatted(
                        MANIFEST,
                        CONFIG,
                        config,
                        PAYLOAD,
                        signed,
                        payload.length(),
                        signature(signer, payload),
                        Pem.of(signer.leaf()).replace("\n", "\\n"));
        contents.put("manifests/" + image.toString().replace(':', '-') + ".sig", new Content(MANIFEST, manifest));
        server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /// @param signer whose leaf certificate and key make the signature
    static RehearsedRegistry start(ServingPair signer) throws GeneralSecurityException {
        return new RehearsedRegistry(signer);
    }

    private Digest add(String kind, String type, String text) throws GeneralSecurityException {
        Digest digest = digest(text);
        contents.put(kind + "/" + digest, new Content(type, text));
        return digest;
    }

    private static Digest digest(String text) throws GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return new Digest(HexFormat.of().formatHex(hash));
    }

    private static String signature(ServingPair signer, String payload) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer.key());
        signature.update(payload.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(signature.sign());
    }

    private void answer(HttpServerRequest request) {
        Content content = contents.get(request.path().replaceFirst("^.*/(manifests|blobs)/", "$1/"));
        if (content == null) {
            request.response().setStatusCode(404).end();
        } else {
            request.response().putHeader("Content-Type", content.type()).end(content.text());
        }
    }

    String host() {
        return "localhost:" + server.actualPort();
    }

    /// The image, by digest.
    String image() {
        return host() + "/rehearsal@" + image;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
