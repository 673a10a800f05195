package io.github.provenancegate.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/// A timestamp authority (RFC 3161) with the settings of Sigstore's: SHA-256, accurate to one second, a nonce in the
/// request but none asked for, `ESSCertIDv2` in the signed attributes.
final class VirtualTimestampAuthority {

    private static final ASN1ObjectIdentifier POLICY = new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.2");
    private static final Duration LIFETIME = Duration.ofDays(3600);
    private static final int SERIAL_BITS = 159;

    /// Whether the answer carries the certificate that signed it: legacy cosign asks for it, cosign 3 does not.
    enum Certificates {
        INCLUDED,
        LEFT_OUT
    }

    private final SecureRandom random;
    private final CertificateChain chain;
    private final SigningKey key;
    private final X509CertificateHolder certificate;
    private final X500Name name;

    VirtualTimestampAuthority(Instant since, SecureRandom random) {
        this.random = random;
        this.chain = new CertificateChain(
                CertificateChain.name(VirtualSigstore.ORGANIZATION, "virtual-tsa-root"), since, random);
        this.key = SigningKey.generate(SigningKey.Algorithm.P256, random);
        this.name = CertificateChain.name(VirtualSigstore.ORGANIZATION, "virtual-tsa");
        this.certificate = chain.timestamping(name, key, since, since.plus(LIFETIME));
    }

    /// The signing certificate, then its root.
    List<X509CertificateHolder> certificates() {
        return List.of(certificate, chain.root());
    }

    /// The DER of a whole response, status and token, as Sigstore's formats keep it.
    byte[] timestamp(byte[] message, Instant at, Certificates certificates) {
        try {
            var calculator = new BcDigestCalculatorProvider().get(new AlgorithmIdentifier(TSPAlgorithms.SHA256));
            var tokens = new TimeStampTokenGenerator(signer(at), calculator, POLICY);
            tokens.setAccuracySeconds(1);
            tokens.setTSA(new GeneralName(name));
            if (certificates == Certificates.INCLUDED) {
                tokens.addCertificates(new JcaCertStore(List.of(certificate)));
            }
            var requests = new TimeStampRequestGenerator();
            requests.setCertReq(certificates == Certificates.INCLUDED);
            var request = requests.generate(TSPAlgorithms.SHA256, Encoding.sha256(message));
            var serial = new BigInteger(SERIAL_BITS, random);
            return new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED)
                    .generateGrantedResponse(request, serial, Date.from(at))
                    .getEncoded();
        } catch (OperatorCreationException | TSPException | CertificateEncodingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The signing time is given here, because BouncyCastle would otherwise read the machine's clock.
    private SignerInfoGenerator signer(Instant at) throws OperatorCreationException {
        var signingTime = new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(at))));
        var attributes = new ASN1EncodableVector();
        attributes.add(signingTime);
        var content = new JcaContentSignerBuilder("SHA256withECDSA")
                .setProvider(SigningKey.PROVIDER)
                .setSecureRandom(random)
                .build(key.privateKey());
        return new SignerInfoGeneratorBuilder(new BcDigestCalculatorProvider())
                .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes)))
                .build(content, certificate);
    }
}
