package io.github.provenancegate.sigstore;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.sigstore.proto.common.v1.PublicKeyDetails;
import dev.sigstore.proto.common.v1.TimeRange;
import dev.sigstore.proto.common.v1.X509Certificate;
import dev.sigstore.proto.trustroot.v1.CertificateAuthority;
import dev.sigstore.proto.trustroot.v1.TransparencyLogInstance;
import dev.sigstore.proto.trustroot.v1.TrustedRoot;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.UntrustedText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/// Reads a trusted root's JSON and refuses it whole when anything in it is not as it must be.
///
/// Unknown members are ignored, as protobuf has it, so that a newer document of the same version stays readable; a log
/// with a kind of key that is not verified here is left out, and its entries are then of an unknown log.
final class TrustRootDocument {
    private static final Set<String> MEDIA_TYPES = Set.of(
            "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "application/vnd.dev.sigstore.trustedroot.v0.1+json");

    private TrustRootDocument() {}

    static TrustRoot parse(String name, byte[] json) throws MalformedTrustRootException {
        TrustedRoot root = read(json);
        if (!MEDIA_TYPES.contains(root.getMediaType())) {
            throw new MalformedTrustRootException(
                    "has the unknown media type " + UntrustedText.quote(root.getMediaType()));
        }
        Map<String, TrustedLog> transparencyLogs = logs(root.getTlogsList(), "transparency log");
        Map<String, TrustedLog> certificateLogs = logs(root.getCtlogsList(), "certificate transparency log");
        List<Authority> authorities = authorities(root.getCertificateAuthoritiesList(), "certificate authority");
        List<Authority> timestampAuthorities = authorities(root.getTimestampAuthoritiesList(), "timestamp authority");
        if (authorities.isEmpty()) {
            throw new MalformedTrustRootException("names no certificate authority");
        }
        if (transparencyLogs.isEmpty()) {
            throw new MalformedTrustRootException("names no transparency log whose kind of key is supported");
        }
        if (certificateLogs.isEmpty()) {
            throw new MalformedTrustRootException(
                    "names no certificate transparency log whose kind of key is supported");
        }
        return new TrustRoot(
                name,
                Digest.of(Verification.sha256(json)),
                authorities,
                certificateLogs,
                transparencyLogs,
                timestampAuthorities);
    }

    private static TrustedRoot read(byte[] json) throws MalformedTrustRootException {
        try {
            StrictJson.parseObject(json); // protobuf's reader lets the last of two equal keys win
            TrustedRoot.Builder root = TrustedRoot.newBuilder();
            JsonFormat.parser().ignoringUnknownFields().merge(new String(json, StandardCharsets.UTF_8), root);
            return root.build();
        } catch (StrictJson.MalformedException malformed) {
            throw new MalformedTrustRootException(String.valueOf(malformed.getMessage()), malformed);
        } catch (InvalidProtocolBufferException | RuntimeException malformed) {
            throw new MalformedTrustRootException("is not a Sigstore trusted root", malformed);
        }
    }

    private static Map<String, TrustedLog> logs(List<TransparencyLogInstance> instances, String kind)
            throws MalformedTrustRootException {
        Map<String, TrustedLog> logs = new LinkedHashMap<>();
        Set<String> seen = new java.util.HashSet<>();
        for (TransparencyLogInstance instance : instances) {
            String keyId =
                    HexFormat.of().formatHex(instance.getLogId().getKeyId().toByteArray());
            String called = "the " + kind + " " + UntrustedText.quote(instance.getBaseUrl());
            if (keyId.isEmpty()) {
                throw new MalformedTrustRootException("does not name the key of " + called);
            }
            if (!seen.add(keyId)) {
                throw new MalformedTrustRootException("names the key " + keyId + " of " + called + " twice");
            }
            Window window = window(instance.getPublicKey().getValidFor(), called);
            ByteString rawKey = instance.getPublicKey().getRawBytes();
            Optional<Verification.Scheme> scheme =
                    scheme(instance.getPublicKey().getKeyDetails());
            if (scheme.isPresent()) {
                PublicKey key =
                        key(rawKey.toByteArray(), instance.getPublicKey().getKeyDetails(), scheme.get(), called);
                logs.put(keyId, new TrustedLog(instance.getBaseUrl(), keyId, key, scheme.get(), window));
            }
        }
        return logs;
    }

    private static Optional<Verification.Scheme> scheme(PublicKeyDetails details) {
        return switch (details) {
            case PKIX_ECDSA_P256_SHA_256, PKIX_ECDSA_P384_SHA_256, PKIX_ECDSA_P521_SHA_256 ->
                Optional.of(Verification.Scheme.ECDSA_SHA256);
            case PKIX_ECDSA_P384_SHA_384 -> Optional.of(Verification.Scheme.ECDSA_SHA384);
            case PKIX_ECDSA_P521_SHA_512 -> Optional.of(Verification.Scheme.ECDSA_SHA512);
            case PKIX_ED25519 -> Optional.of(Verification.Scheme.ED25519);
            case PKCS1_RSA_PKCS1V5,
                    PKIX_RSA_PKCS1V5,
                    PKIX_RSA_PKCS1V15_2048_SHA256,
                    PKIX_RSA_PKCS1V15_3072_SHA256,
                    PKIX_RSA_PKCS1V15_4096_SHA256 -> Optional.of(Verification.Scheme.RSA_SHA256);
            default -> Optional.empty(); // of a foreign enumeration that grows
        };
    }

    private static PublicKey key(byte[] raw, PublicKeyDetails details, Verification.Scheme scheme, String called)
            throws MalformedTrustRootException {
        try {
            byte[] spki = details.name().startsWith("PKCS1_")
                    ? new SubjectPublicKeyInfo(
                                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                                    ASN1Primitive.fromByteArray(raw))
                            .getEncoded()
                    : raw;
            String algorithm = switch (scheme) {
                case ECDSA_SHA256, ECDSA_SHA384, ECDSA_SHA512 -> "EC";
                case ED25519 -> "Ed25519";
                case RSA_SHA256 -> "RSA";
            };
            return KeyFactory.getInstance(algorithm, Verification.PROVIDER)
                    .generatePublic(new X509EncodedKeySpec(spki));
        } catch (GeneralSecurityException | IOException | RuntimeException malformed) {
            throw new MalformedTrustRootException("has no readable key for " + called, malformed);
        }
    }

    private static List<Authority> authorities(List<CertificateAuthority> documents, String kind)
            throws MalformedTrustRootException {
        List<Authority> authorities = new ArrayList<>();
        for (CertificateAuthority document : documents) {
            String called = "the " + kind + " " + UntrustedText.quote(document.getUri());
            Window window = window(document.getValidFor(), called);
            List<java.security.cert.X509Certificate> chain = new ArrayList<>();
            for (X509Certificate certificate : document.getCertChain().getCertificatesList()) {
                chain.add(certificate(certificate.getRawBytes().toByteArray(), called));
            }
            if (chain.isEmpty()) {
                throw new MalformedTrustRootException("has no certificate of " + called);
            }
            try {
                authorities.add(new Authority(document.getUri(), chain, window));
            } catch (CertificateEncodingException | IOException | RuntimeException malformed) {
                throw new MalformedTrustRootException("has an unreadable certificate of " + called, malformed);
            }
        }
        return authorities;
    }

    private static java.security.cert.X509Certificate certificate(byte[] der, String called)
            throws MalformedTrustRootException {
        try {
            // refuses what follows the certificate, and an envelope of certificates, which the factory opens
            Certificate.getInstance(ASN1Primitive.fromByteArray(der));
            return (java.security.cert.X509Certificate) CertificateFactory.getInstance("X.509", Verification.PROVIDER)
                    .generateCertificate(new java.io.ByteArrayInputStream(der));
        } catch (GeneralSecurityException | IOException | RuntimeException malformed) {
            throw new MalformedTrustRootException("has an unreadable certificate of " + called, malformed);
        }
    }

    private static Window window(TimeRange range, String called) throws MalformedTrustRootException {
        if (!range.hasStart()) {
            throw new MalformedTrustRootException("does not say from when on " + called + " counts");
        }
        try {
            Instant start = Instant.ofEpochSecond(
                    range.getStart().getSeconds(), range.getStart().getNanos());
            Optional<Instant> end = range.hasEnd()
                    ? Optional.of(Instant.ofEpochSecond(
                            range.getEnd().getSeconds(), range.getEnd().getNanos()))
                    : Optional.empty();
            if (end.filter(start::isAfter).isPresent()) {
                throw new MalformedTrustRootException("has an end before the start for " + called);
            }
            return new Window(start, end);
        } catch (java.time.DateTimeException malformed) {
            throw new MalformedTrustRootException("has an impossible time for " + called, malformed);
        }
    }
}
