package io.github.provenancegate.transport;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/// What the JDK computes before a process's first handshake: tables for multiplications on the curve P-256, of which
/// each client offers a key. They take a tenth of a short command's time, which can be another core's.
public final class FirstHandshake {
    private FirstHandshake() {}

    /// Computes them, unless they are there. Nothing fails: whoever needs them computes them.
    public static void prepare() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            generator.generateKeyPair();
        } catch (GeneralSecurityException _) { // the handshake itself will say so
        }
    }
}
