package io.github.provenancegate.transport;

import java.net.UnknownHostException;

/// A host lives at an address that must not be contacted. An [UnknownHostException] because that is what the HTTP
/// client lets a name lookup throw.
final class AddressRefusedException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    AddressRefusedException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
