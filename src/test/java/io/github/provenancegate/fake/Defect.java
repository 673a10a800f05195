package io.github.provenancegate.fake;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// One thing that is wrong with a signature which is right in everything else. The kinds differ in the moment at which
/// they strike: what comes after is done honestly, so that a signature over a wrong payload is a good signature, and a
/// wrong entry has a good promise and a good proof.
public sealed interface Defect
        permits BundleDefect,
                CertificateDefect,
                EntryDefect,
                LayerDefect,
                PayloadDefect,
                ProofDefect,
                ReceiptDefect,
                SignatureDefect,
                StatementDefect,
                TimestampDefect,
                VerifierDefect {

    /// Each defect that spoils a signature in the legacy layout. Most make it no proof at all; [LayerDefect#UNLOGGED]
    /// and [LayerDefect#TIMESTAMP_ONLY] leave it a signature that no log has.
    static List<Defect> ofLegacyLayout() {
        Stream<? extends Defect> defects = Stream.of(
                        Arrays.asList(CertificateDefect.values()),
                        Arrays.asList(PayloadDefect.values()),
                        Arrays.asList(SignatureDefect.values()),
                        Arrays.asList(VerifierDefect.values()),
                        Arrays.asList(EntryDefect.values()),
                        ReceiptDefect.ofRekor1(),
                        List.of(TimestampDefect.AFTER_CERTIFICATE),
                        Arrays.asList(LayerDefect.values()))
                .flatMap(List::stream);
        return defects.<Defect>map(defect -> defect).toList();
    }

    /// Each defect that spoils a bundle which is logged like this. Most make it no proof at all.
    /// [BundleDefect#UNLOGGED] leaves it a signature that no log has. [ReceiptDefect#PROMISE_MISSING],
    /// [BundleDefect#TIMESTAMP_MISSING] and [BundleDefect#TIME_INSTEAD_OF_TIMESTAMP] leave it a logged one of
    /// which nobody says when it was made.
    static List<Defect> ofBundleLayout(Logging logging) {
        Stream<? extends Defect> ofLog = switch (logging) {
            case NONE -> Stream.of();
            case REKOR_1 ->
                Stream.of(
                                Arrays.asList(EntryDefect.values()),
                                ReceiptDefect.ofRekor1(),
                                Arrays.asList(ProofDefect.values()),
                                BundleDefect.ofLogged())
                        .flatMap(List::stream);
            case REKOR_2, REKOR_2_DSSE ->
                Stream.of(
                                EntryDefect.ofRekor2(),
                                ReceiptDefect.ofRekor2(),
                                Arrays.asList(ProofDefect.values()),
                                BundleDefect.ofLogged(),
                                BundleDefect.ofTimestamped())
                        .flatMap(List::stream);
        };
        Stream<? extends Defect> always = Stream.of(
                        Arrays.asList(CertificateDefect.values()),
                        Arrays.asList(StatementDefect.values()),
                        Arrays.asList(SignatureDefect.values()),
                        Arrays.asList(TimestampDefect.values()),
                        BundleDefect.ofAny())
                .flatMap(List::stream);
        return Stream.<Defect>concat(always, ofLog).toList();
    }
}
