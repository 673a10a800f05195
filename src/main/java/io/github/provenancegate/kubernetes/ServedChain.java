package io.github.provenancegate.kubernetes;

import io.github.provenancegate.kubernetes.Gap.Kind;
import io.github.provenancegate.kubernetes.HookConfiguration.Hook;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The certificates that the API server is shown, as it looks at them.
///
/// @param chain its leaf first; empty where none is known, about which nothing is said
record ServedChain(List<X509Certificate> chain) {
    /// A person needs days; whoever renews by itself does so when a third is left.
    private static final Duration LEFT_MIN = Duration.ofDays(14);

    private static final int SHARE_OF_LIFE = 5;

    ServedChain {
        chain = List.copyOf(chain);
    }

    /// What of one hook does not fit.
    List<Gap> gaps(Hook hook) {
        List<Gap> gaps = new ArrayList<>();
        if (chain.isEmpty()) {
            return gaps;
        }
        if (hook.authorities().isEmpty()) {
            gaps.add(new Gap(
                    Kind.CA_BUNDLE,
                    hook.name() + " has no caBundle: the API server believes public authorities only; write the one"
                            + " that issued the serving certificate"));
        } else if (hook.authorities().stream().noneMatch(this::isVouchedForBy)) {
            gaps.add(new Gap(
                    Kind.CA_BUNDLE,
                    "the caBundle of " + hook.name() + " does not vouch for the serving certificate: every call fails;"
                            + " write the authority that issued it"));
        }
        hook.host()
                .filter(host -> !names(chain.getFirst()).contains(host.toLowerCase(Locale.ROOT)))
                .ifPresent(host -> gaps.add(new Gap(
                        Kind.CERTIFICATE_NAME,
                        "the serving certificate does not name " + host + ", which " + hook.name()
                                + " calls: every call fails; issue one that does")));
        return gaps;
    }

    /// Whether the certificate that ends first ends soon.
    Optional<Gap> ending(Instant now) {
        return chain.stream()
                .min(Comparator.comparing(X509Certificate::getNotAfter))
                .filter(one -> {
                    Instant end = one.getNotAfter().toInstant();
                    Duration fifth = Duration.between(one.getNotBefore().toInstant(), end)
                            .dividedBy(SHARE_OF_LIFE);
                    Duration least = fifth.compareTo(LEFT_MIN) < 0 ? fifth : LEFT_MIN;
                    return Duration.between(now, end).compareTo(least) < 0
                            || now.isBefore(one.getNotBefore().toInstant());
                })
                .map(one -> new Gap(
                        Kind.CERTIFICATE_ENDING,
                        "the serving certificate is good from "
                                + one.getNotBefore().toInstant() + " until "
                                + one.getNotAfter().toInstant() + ", outside of which every call fails; renew it"));
    }

    private boolean isVouchedForBy(X509Certificate authority) {
        return chain.stream().anyMatch(one -> one.equals(authority) || isIssuedBy(one, authority));
    }

    private static boolean isIssuedBy(X509Certificate one, X509Certificate authority) {
        if (!one.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
            return false;
        }
        try {
            one.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    /// DNS names and addresses (RFC 5280, section 4.2.1.6, choices 2 and 7), in lower case.
    private static List<String> names(X509Certificate leaf) {
        try {
            Collection<List<?>> names = leaf.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.getLast() instanceof String)
                            .map(name -> String.valueOf(name.getLast()).toLowerCase(Locale.ROOT))
                            .toList();
        } catch (CertificateParsingException _) {
            return List.of();
        }
    }
}
