package io.github.provenancegate.fake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One thing that is wrong with a signature which is right in everything else. The kinds differ in the moment at which
/// they strike: what comes after is done honestly, so that a signature over a wrong payload is a good signature, and a
/// wrong entry has a good promise and a good proof.
public sealed interface Defect
        permits CertificateDefect,
                EntryDefect,
                LayerDefect,
                PayloadDefect,
                ReceiptDefect,
                SignatureDefect,
                TimestampDefect,
                VerifierDefect {

    /// Each defect that spoils a signature in the legacy layout. Most make it no proof at all; [LayerDefect#UNLOGGED]
    /// and [LayerDefect#TIMESTAMP_ONLY] leave it a signature that no log has.
    static List<Defect> ofLegacyLayout() {
        var defects = new ArrayList<Defect>();
        defects.addAll(Arrays.asList(CertificateDefect.values()));
        defects.addAll(Arrays.asList(PayloadDefect.values()));
        defects.addAll(Arrays.asList(SignatureDefect.values()));
        defects.addAll(Arrays.asList(VerifierDefect.values()));
        defects.addAll(Arrays.asList(EntryDefect.values()));
        defects.addAll(ReceiptDefect.ofPromise());
        defects.add(TimestampDefect.AFTER_CERTIFICATE);
        defects.addAll(Arrays.asList(LayerDefect.values()));
        return List.copyOf(defects);
    }
}
