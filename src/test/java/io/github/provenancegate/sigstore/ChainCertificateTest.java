package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Principal;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// That the JDK's path validation hears from it what the certificate says, and that it remembers no key but one under
/// which the signature held.
class ChainCertificateTest {
    /// Long ago, so that the certificates are over whenever the tests run.
    private static final Instant START = Instant.parse("2020-07-01T12:00:00Z");

    private static final Instant END = START.plus(Duration.ofDays(1));
    private static final String UNHEARD_OF = "1.2.3.4.5";
    private static final KeyPair KEYS = keys("RSA", 2048);
    private static final PublicKey ANOTHER = keys("RSA", 2048).getPublic();
    private static final PublicKey OF_ANOTHER_KIND = keys("EC", 256).getPublic();

    /// Says something to every question.
    private static final X509Certificate TALKATIVE = certificate(talkative());

    private static final X509Certificate TERSE = certificate(builder());

    private final ChainCertificate certificate = ChainCertificate.of(TALKATIVE);

    static Stream<Method> questions() {
        return Stream.of(ChainCertificate.class.getDeclaredMethods())
                .filter(method -> method.getParameterCount() == 0
                        && Modifier.isPublic(method.getModifiers())
                        && !method.isSynthetic()
                        && method.getReturnType() != void.class
                        // whose types are each provider's own
                        && method.getReturnType() != Principal.class)
                .sorted(Comparator.comparing(Method::getName)); // the JVM lists them in any order
    }

    @ParameterizedTest
    @MethodSource("questions")
    void itSaysWhatTheCertificateSays(Method question) throws ReflectiveOperationException {
        assertThat(ask(certificate, question.getName())).isNotNull().isEqualTo(ask(TALKATIVE, question.getName()));
        assertThat(ask(ChainCertificate.of(TERSE), question.getName())).isEqualTo(ask(TERSE, question.getName()));
    }

    @Test
    void theOldQuestionsForNamesHaveTheAnswersOfTheNew() throws ReflectiveOperationException {
        assertThat(ask(certificate, "getIssuerDN")).isEqualTo(TALKATIVE.getIssuerX500Principal());
        assertThat(ask(certificate, "getSubjectDN")).isEqualTo(TALKATIVE.getSubjectX500Principal());
    }

    @Test
    void anExtensionThatNobodyKnowsIsNotPassedOver() {
        assertThat(certificate.hasUnsupportedCriticalExtension()).isTrue();
        assertThat(ChainCertificate.of(TERSE).hasUnsupportedCriticalExtension()).isFalse();
        assertThat(certificate.getCriticalExtensionOIDs()).contains(UNHEARD_OF);
        assertThat(certificate.getExtensionValue(UNHEARD_OF))
                .isNotNull()
                .isEqualTo(TALKATIVE.getExtensionValue(UNHEARD_OF));
    }

    @Test
    void itIsValidWhenTheCertificateIs() {
        assertThatCode(() -> certificate.checkValidity(Date.from(START))).doesNotThrowAnyException();
        assertThatExceptionOfType(CertificateNotYetValidException.class)
                .isThrownBy(() -> certificate.checkValidity(Date.from(START.minusSeconds(1))));
        assertThatExceptionOfType(CertificateExpiredException.class)
                .isThrownBy(() -> certificate.checkValidity(Date.from(END.plusSeconds(1))));
        assertThatExceptionOfType(CertificateExpiredException.class).isThrownBy(certificate::checkValidity);
    }

    @Test
    void itsSignatureHoldsUnderTheKeyThatMadeIt() {
        assertThatCode(() -> certificate.verify(KEYS.getPublic())).doesNotThrowAnyException();
        assertThatCode(() -> certificate.verify(KEYS.getPublic(), "whichever")).doesNotThrowAnyException();
        assertThatCode(() -> certificate.verify(KEYS.getPublic(), Verification.PROVIDER))
                .doesNotThrowAnyException();
    }

    @Test
    void havingHeldUnderOneKeyItHoldsUnderNoOther() throws GeneralSecurityException {
        for (int time = 0; time < 2; time++) {
            assertThatExceptionOfType(SignatureException.class).isThrownBy(() -> certificate.verify(ANOTHER));
            assertThatExceptionOfType(SignatureException.class)
                    .isThrownBy(() -> certificate.verify(ANOTHER, "whichever"));
            assertThatExceptionOfType(SignatureException.class)
                    .isThrownBy(() -> certificate.verify(ANOTHER, Verification.PROVIDER));
            assertThatExceptionOfType(CertificateException.class)
                    .isThrownBy(() -> certificate.verify(OF_ANOTHER_KIND))
                    .withCauseInstanceOf(InvalidKeyException.class);
            certificate.verify(KEYS.getPublic());
        }
    }

    @Test
    void aSignatureIsComputedOnceForTheKeyUnderWhichItHolds() throws GeneralSecurityException {
        AtomicInteger computations = new AtomicInteger();
        PublicKey key = counted(KEYS.getPublic(), computations);
        certificate.verify(key);
        int once = computations.get();
        certificate.verify(key);
        assertThat(computations).hasPositiveValue().hasValue(once);
    }

    @Test
    void aSignatureThatDoesNotHoldIsComputedAgain() {
        AtomicInteger computations = new AtomicInteger();
        PublicKey key = counted(ANOTHER, computations);
        assertThatExceptionOfType(SignatureException.class).isThrownBy(() -> certificate.verify(key));
        int once = computations.get();
        assertThatExceptionOfType(SignatureException.class).isThrownBy(() -> certificate.verify(key));
        assertThat(computations).hasValueGreaterThan(once);
    }

    private static Object ask(X509Certificate whom, String question) throws ReflectiveOperationException {
        return X509Certificate.class.getMethod(question).invoke(whom);
    }

    /// The key, and how often its modulus was asked for.
    private static PublicKey counted(PublicKey key, AtomicInteger uses) {
        return (RSAPublicKey) Proxy.newProxyInstance(
                ChainCertificateTest.class.getClassLoader(),
                new Class<?>[] {RSAPublicKey.class},
                (_, method, arguments) -> {
                    if (method.getName().equals("getModulus")) {
                        uses.incrementAndGet();
                    }
                    try {
                        return method.invoke(key, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    private static X509v3CertificateBuilder talkative() {
        try {
            return builder()
                    .setIssuerUniqueID(new boolean[] {true, false, true})
                    .setSubjectUniqueID(new boolean[] {true, true})
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(3))
                    .addExtension(Extension.keyUsage, false, new KeyUsage(KeyUsage.keyCertSign))
                    .addExtension(new ASN1ObjectIdentifier(UNHEARD_OF), true, DERNull.INSTANCE);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static X509v3CertificateBuilder builder() {
        return new JcaX509v3CertificateBuilder(
                new X500Name("CN=issuer"),
                BigInteger.valueOf(4711),
                Date.from(START),
                Date.from(END),
                new X500Name("CN=subject"),
                ANOTHER);
    }

    private static X509Certificate certificate(X509v3CertificateBuilder builder) {
        try {
            byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withRSA")
                            .setProvider(Verification.PROVIDER)
                            .build(KEYS.getPrivate()))
                    .getEncoded();
            return (X509Certificate) CertificateFactory.getInstance("X.509", Verification.PROVIDER)
                    .generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException | OperatorCreationException | IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static KeyPair keys(String algorithm, int size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
