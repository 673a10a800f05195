package io.github.provenancegate.bench;

import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.PlainHttp;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.registry.OciRegistry;
import io.github.provenancegate.registry.RegistrySettings;
import io.github.provenancegate.sigstore.MalformedTrustRootException;
import io.github.provenancegate.sigstore.SigstoreSignatures;
import io.github.provenancegate.sigstore.SigstoreTrustRoots;
import io.github.provenancegate.sigstore.TrustRoot;
import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verify.Credentials;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Examination;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.ProvenanceVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/// The engine as a fresh process would put it together, over a registry on loopback.
record Engine(ProvenanceVerifier verifier) {
    static Engine over(FakeRegistry registry, VirtualSigstore sigstore) {
        return over(PlainHttp.transport(registry.host()), sigstore);
    }

    static Engine over(Transport transport, VirtualSigstore sigstore) {
        Executor threads = Thread::startVirtualThread;
        OciRegistry oci =
                new OciRegistry(transport, Credentials.ANONYMOUS, RegistrySettings.DEFAULT, threads, System::nanoTime);
        return new Engine(new ProvenanceVerifier(
                oci, new SigstoreSignatures(oci, SigstoreTrustRoots.of(List.of(root(sigstore))), threads), threads));
    }

    private static TrustRoot root(VirtualSigstore sigstore) {
        try {
            return TrustRoot.parse(
                    AllowedSigner.PUBLIC_GOOD, sigstore.trustedRootJson().getBytes(StandardCharsets.UTF_8));
        } catch (MalformedTrustRootException malformed) {
            throw new IllegalStateException(malformed);
        }
    }

    Judgement examine(String image, Requirement requirement) {
        Inquiry inquiry = new Inquiry(Deadline.after(Duration.ofSeconds(30), System::nanoTime), Observer.SILENT);
        List<Examination> examinations = verifier.examine(ImageReference.parse(image), List.of(requirement), inquiry);
        return examinations.getFirst().judgement();
    }
}
