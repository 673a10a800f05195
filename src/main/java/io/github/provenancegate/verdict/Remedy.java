package io.github.provenancegate.verdict;

import io.github.provenancegate.evidence.ReasonCode;

/// What the reader of a denial can do about each reason.
public final class Remedy {
    private Remedy() {}

    /// One imperative sentence, without a full stop.
    public static String of(ReasonCode code) {
        return switch (code) {
            case PROVEN -> "nothing to do";
            case LOG_ENTRY_MISSING ->
                "use an image whose signature was uploaded to the transparency log, or sign again with the"
                        + " log enabled";
            case TRUSTED_TIME_MISSING ->
                "sign again with a transparency log that gives a time, or with a timestamp authority of"
                        + " the trust root";
            case BASE_UNSIGNED -> "use a rebuilt image whose base carries its build signature";
            case BASE_LOG_ENTRY_MISSING, BASE_TRUSTED_TIME_MISSING ->
                "use a rebuilt image whose base's build signature is" + " in the transparency log";
            case BASE_NOT_IN_REFERENCE ->
                "check the policy's reference.repository and reference.names, or use an image built from"
                        + " a base that the reference holds";
            case UNSIGNED ->
                "use an image that your organisation's delivery has signed; a platform's digest may be unsigned"
                        + " where its index is signed, so name the index";
            case BASE_LABEL_MISSING, BASE_LABEL_INVALID ->
                "use an image that names its base in"
                        + " org.opencontainers.image.base.digest on every platform, or set baseDigest: optional with"
                        + " verification: delivery";
            case WRONG_SIGNER ->
                "use an image signed by the expected identity, or add the signer to the policy if it is" + " yours";
            case SIGNATURE_INVALID, DIGEST_MISMATCH, PAYLOAD_INVALID ->
                "do not run this image: its signature does not cover" + " it; pull it again from its origin";
            case KEY_UNSUPPORTED -> "sign keyless: a bare key says nothing about who holds it and is not supported";
            case CERTIFICATE_UNTRUSTED ->
                "check that the signer's certificate authority is in the trust root" + " (--trust-root)";
            case CERTIFICATE_INVALID, SCT_INVALID ->
                "do not run this image: its signing certificate is not one that the" + " trust root's authority issues";
            case LOG_UNKNOWN -> "check that the transparency log is in the trust root (--trust-root)";
            case LOG_ENTRY_INVALID, LOG_ENTRY_MISMATCH ->
                "do not run this image: its log entry does not vouch for this" + " signature";
            case OUTSIDE_VALIDITY -> "sign again: the signature was made or logged outside its certificate's validity";
            case TIMESTAMP_INVALID -> "sign again with a timestamp authority of the trust root";
            case TOO_MANY_SIGNATURES -> "remove superfluous signatures from the image's signature tag";
            case BASE_WRONG_SIGNER, BASE_REFUTED ->
                "do not run this image: its base was not built by the expected workflow;"
                        + " check reference.signers if the workflow has moved";
            case IMAGE_INVALID -> "correct the image reference, or push the image again: it is not what it is called";
            case IMAGE_NOT_FOUND -> "check name, tag and digest: the registry does not have this image";
            case IMAGE_REVOKED -> "use a newer image: the policy has revoked this digest";
            case TAG_NOT_PINNED -> "name the image by digest (repository:tag@sha256:…)";
            case TOO_MANY_IMAGES -> "split the Pod: it names more distinct images than one review judges";
            case NO_POLICY_MATCHES -> "add a policy for this image, or set unmatched to warn or allow";
            case REGISTRY_UNREACHABLE ->
                "try again when the registry answers; check network and name resolution from the" + " webhook";
            case REGISTRY_UNAUTHORIZED -> "give the webhook credentials that may read this repository";
            case REGISTRY_THROTTLED -> "try again later, or give the webhook credentials with a higher rate limit";
            case REGISTRY_MISBEHAVED ->
                "report this to the registry's operator: its answers break the protocol or a limit";
            case REGISTRY_NOT_ALLOWED -> "if this address is right, allow it with --allow-address or --plain-http";
            case TRUST_ROOT_UNUSABLE -> "check the trust root's file or mirror: see provgate trust-root";
            case POLICY_UNUSABLE -> "correct the policy: see its conditions with kubectl describe provenancepolicy";
            case DEADLINE_EXCEEDED ->
                "try again; if it repeats, raise the webhook's timeoutSeconds or look at the registry's answer times";
            case INTERNAL -> "report this as a defect, with the log lines of this review";
        };
    }
}
