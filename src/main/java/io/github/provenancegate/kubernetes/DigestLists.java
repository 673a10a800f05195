package io.github.provenancegate.kubernetes;

import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.MalformedReferenceException;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.kubernetes.YamlFields.Text;
import io.github.provenancegate.policy.Exemption;
import io.github.provenancegate.policy.ProvenancePolicy;
import io.github.provenancegate.policy.Revocation;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A policy's `revoked` and `exemptions`: what is decided about single digests.
final class DigestLists {
    /// A reason is a reference to where the reasons are. A longer one would fill the denial that quotes it.
    static final int REASON_CHARACTERS_MAX = 200;

    /// RFC 3339, section 5.6, in the upper case that the API server and every tool write.
    private static final Pattern TIME = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}" + "(?:\\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})");

    private record Written(YamlFields fields, Exemption exemption) {}

    private final List<Revocation> revoked;
    private final List<Written> exemptions;

    private DigestLists(List<Revocation> revoked, List<Written> exemptions) {
        this.revoked = revoked;
        this.exemptions = exemptions;
    }

    static DigestLists read(YamlFields spec) {
        List<Revocation> revoked = new ArrayList<>();
        List<Written> exemptions = new ArrayList<>();
        spec.list("revoked").stream()
                .flatMap(List::stream)
                .forEach(fields -> revocation(fields).ifPresent(revoked::add));
        spec.list("exemptions").stream()
                .flatMap(List::stream)
                .forEach(fields -> exemption(fields).ifPresent(one -> exemptions.add(new Written(fields, one))));
        return new DigestLists(revoked, exemptions);
    }

    List<Revocation> revoked() {
        return revoked;
    }

    List<Exemption> exemptions() {
        return exemptions.stream().map(Written::exemption).toList();
    }

    /// Notes each exemption of an image that the policy does not speak of: it could never be used, so its
    /// author believes something else.
    void refuseStrangers(ProvenancePolicy policy) {
        for (Written one : exemptions) {
            if (!policy.speaksOf(one.exemption().image().repository())) {
                one.fields()
                        .refuse(
                                "image",
                                "is an image that this policy does not speak of",
                                "name one that spec.images matches: an exemption covers its own policy only");
            }
        }
    }

    private static Optional<Revocation> revocation(YamlFields fields) {
        String remedy = "write sha256: and 64 lower-case hexadecimal digits";
        Optional<Digest> digest = fields.require("digest", remedy)
                .text("digest")
                .flatMap(text -> fields.parse(text, remedy, Digest::parse));
        Optional<String> reason = reason(fields);
        fields.refuseOthers();
        return digest.flatMap(one -> reason.map(why -> new Revocation(one, why)));
    }

    private static Optional<Exemption> exemption(YamlFields fields) {
        String digest = "write host, path and digest, such as cgr.dev/acme.com/legacy@sha256:…";
        String time = "write a time with its zone, such as 2026-12-31T00:00:00Z";
        Optional<PinnedImage> image = fields.require("image", digest)
                .text("image")
                .flatMap(text -> fields.parse(text, digest, DigestLists::image));
        Optional<String> reason = reason(fields);
        Optional<Instant> until = fields.require("until", time + "; an exemption has an end")
                .time("until")
                .flatMap(text -> fields.parse(text, time, DigestLists::instant));
        fields.refuseOthers();
        return image.flatMap(one -> reason.flatMap(why -> until.map(end -> new Exemption(one, why, end))));
    }

    private static Optional<String> reason(YamlFields fields) {
        Optional<Text> reason = fields.require("reason", "write why, such as the number of a change request")
                .text("reason");
        reason.filter(text -> text.value().length() > REASON_CHARACTERS_MAX)
                .ifPresent(text -> fields.refuse(
                        text,
                        "has more than " + REASON_CHARACTERS_MAX + " characters",
                        "write a reference to where the reasons are"));
        return reason.map(Text::value);
    }

    /// Whole: with a tag beside the digest one would read that the tag is exempt, and a short name would
    /// silently become one of Docker Hub.
    private static PinnedImage image(String text) {
        if (!(ImageReference.parse(text) instanceof ImageReference.Pinned pinned)) {
            throw new MalformedReferenceException(UntrustedText.quote(text) + " has no digest");
        }
        if (pinned.tag().isPresent()) {
            throw new MalformedReferenceException(
                    UntrustedText.quote(text) + " has a tag beside its digest; the digest alone counts");
        }
        ReferenceReader.repository(text.substring(0, text.indexOf('@')));
        return PinnedImage.of(pinned);
    }

    private static Instant instant(String text) {
        if (!TIME.matcher(text).matches()) {
            throw new IllegalArgumentException(UntrustedText.quote(text) + " is no time as RFC 3339 has it");
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException impossible) {
            throw new IllegalArgumentException(UntrustedText.quote(text) + " is no time that there is", impossible);
        }
    }
}
