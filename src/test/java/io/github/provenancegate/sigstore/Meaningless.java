package io.github.provenancegate.sigstore;

import static io.github.provenancegate.sigstore.Exhibit.Document.BUNDLE;
import static io.github.provenancegate.sigstore.Exhibit.Document.REFERRERS_INDEX;
import static io.github.provenancegate.sigstore.Exhibit.Document.REFERRING_MANIFEST;
import static io.github.provenancegate.sigstore.Exhibit.Document.SIGNATURE_MANIFEST;

import io.github.provenancegate.sigstore.Exhibit.Document;
import java.util.List;
import java.util.Set;

/// A place of a document that carries no meaning: a change there leaves what is proven as it was.
///
/// @param place a regular expression for places as [Touched] names them
/// @param reason why that is right
record Meaningless(Document document, String place, String reason) {
    private static final String ANY_CHANGE = "(| left out| of another type)";
    private static final String TIMESTAMPS = "/verificationMaterial/timestampVerificationData";
    private static final String ENTRY = "/verificationMaterial/tlogEntries/0";

    /// The list of them.
    static final List<Meaningless> FIELDS = List.of(
            new Meaningless(
                    BUNDLE,
                    Touched.SPELLING,
                    "nothing hashes or signs a bundle's own bytes; what is signed in it stands there in Base64"),
            new Meaningless(
                    BUNDLE, Touched.UNKNOWN_MEMBER, "protobuf: a reader ignores members that a newer version has"),
            new Meaningless(
                    BUNDLE,
                    "/messageSignature/messageDigest left out",
                    "a hint; the artefact itself is compared with what was logged and signed"),
            new Meaningless(
                    BUNDLE,
                    TIMESTAMPS + "(/rfc3161Timestamps(/0)?)? left out",
                    "the log's promise says when; without one, Rekor 2's bundles are not proven"),
            new Meaningless(
                    BUNDLE, TIMESTAMPS + "/rfc3161Timestamps/1 added", "the same timestamp again says the same"),
            new Meaningless(
                    BUNDLE,
                    TIMESTAMPS + "/rfc3161Timestamps/0/signedTimestamp"
                            + " (status|certificates|digest algorithms|signer id|signer version|version)",
                    "not signed, and not needed: the trust root names the signer, whom the signed attributes repeat"),
            new Meaningless(
                    BUNDLE,
                    ENTRY + "/inclusionProof(/checkpoint(/envelope)?)? left out",
                    "version 0.1 needs the promise alone"),
            new Meaningless(
                    BUNDLE,
                    ENTRY + "/inclusionProof/checkpoint/envelope witness",
                    "no trust root names witnesses, so theirs are passed over"),
            new Meaningless(
                    BUNDLE,
                    ENTRY + "/inclusionProof/checkpoint/envelope one of several signatures",
                    "one that is the trusted log's is enough"),
            new Meaningless(
                    BUNDLE,
                    ENTRY + "/(logIndex|integratedTime)" + ANY_CHANGE,
                    "without a promise, nobody vouches for them; the index in the tree is the proof's"),
            new Meaningless(
                    BUNDLE,
                    "/verificationMaterial/x509CertificateChain/certificates/[1-9].*",
                    "whom to believe is the trust root's business; only the leaf is read"),
            new Meaningless(
                    BUNDLE,
                    "/dsseEnvelope/signatures/0/keyid" + ANY_CHANGE,
                    "DSSE: a hint that is not signed; the certificate has the key"),
            new Meaningless(SIGNATURE_MANIFEST, Touched.SPELLING, "nothing signs the manifest"),
            new Meaningless(SIGNATURE_MANIFEST, Touched.UNKNOWN_MEMBER, "OCI: unknown members are ignored"),
            new Meaningless(
                    SIGNATURE_MANIFEST,
                    "/(schemaVersion|mediaType|config(/.*)?)" + ANY_CHANGE,
                    "what a manifest is, the registry edge looks at; there is nothing in it but layers"),
            new Meaningless(SIGNATURE_MANIFEST, "/layers/1 added", "the same layer again is the same candidate"),
            new Meaningless(
                    SIGNATURE_MANIFEST,
                    "/layers/0/annotations/dev.sigstore.cosign/(chain|rfc3161timestamp.*)" + ANY_CHANGE,
                    "the chain is never read, and the promise says when"),
            new Meaningless(
                    SIGNATURE_MANIFEST,
                    "/layers/0/annotations/dev.sigstore.cosign/certificate line breaks",
                    "PEM is the same certificate however its lines are broken"),
            new Meaningless(REFERRING_MANIFEST, Touched.SPELLING, "nothing signs the manifest"),
            new Meaningless(REFERRING_MANIFEST, Touched.UNKNOWN_MEMBER, "OCI: unknown members are ignored"),
            new Meaningless(
                    REFERRING_MANIFEST,
                    "/(schemaVersion|mediaType|artifactType|(config|subject|annotations)(/.*)?)" + ANY_CHANGE,
                    "anybody's word: what the bundle is and what it is about stands in the bundle"),
            new Meaningless(REFERRING_MANIFEST, "/layers/1 added", "the same bundle again is the same candidate"),
            new Meaningless(
                    REFERRING_MANIFEST,
                    "/layers/0/(mediaType|size)" + ANY_CHANGE,
                    "bundles of any version are opened, and say themselves of which they are"),
            new Meaningless(REFERRERS_INDEX, Touched.SPELLING, "nothing signs the index"),
            new Meaningless(REFERRERS_INDEX, Touched.UNKNOWN_MEMBER, "OCI: unknown members are ignored"),
            new Meaningless(
                    REFERRERS_INDEX,
                    "/(mediaType|manifests/0/(mediaType|size|artifactType))" + ANY_CHANGE,
                    "the registry's word about what is opened anyway"),
            new Meaningless(REFERRERS_INDEX, "/manifests/1 added", "the same manifest again is read once"));

    /// What is left of the places that were touched: those that carry meaning.
    static List<String> leaveOut(Document document, Set<String> touched) {
        return touched.stream()
                .filter(place -> FIELDS.stream()
                        .noneMatch(field -> field.document() == document && place.matches(field.place())))
                .toList();
    }
}
