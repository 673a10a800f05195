package io.github.provenancegate.kubernetes;

import io.github.provenancegate.policy.ImagePattern;
import io.github.provenancegate.policy.Mode;
import io.github.provenancegate.policy.NamespaceScope;
import io.github.provenancegate.policy.Organization;
import io.github.provenancegate.policy.ProvenancePolicy;
import io.github.provenancegate.policy.UnreadPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a policy that is refused can still be seen to speak of. Each part counts only if nothing is wrong with
/// it; in the place of one that is not readable stands the strictest that its author could have meant.
final class UnreadPolicyReader {
    /// A condition's message shows the first faults; the log has all of them.
    private static final int WHY_CHARACTERS_MAX = 1_000;

    private final String file;
    private final YamlNode document;

    private UnreadPolicyReader(String file, YamlNode document) {
        this.file = file;
        this.document = document;
    }

    static UnreadPolicy read(String name, YamlNode document, List<PolicyFault> faults) {
        UnreadPolicyReader reader = new UnreadPolicyReader(name, document);
        return new UnreadPolicy(
                name,
                reader.images(),
                reader.sound(spec -> spec.fields("namespaces").map(PolicyReader::namespaces))
                        .map(given -> given.orElse(NamespaceScope.EVERYWHERE))
                        .orElse(NamespaceScope.EVERYWHERE),
                reader.sound(PolicyReader::mode)
                        .map(given -> given.orElse(Mode.ENFORCE))
                        .orElse(Mode.ENFORCE),
                why(faults));
    }

    /// A text of which not even the form can be read.
    static UnreadPolicy blind(String name, List<PolicyFault> faults) {
        return new UnreadPolicy(name, Optional.empty(), NamespaceScope.EVERYWHERE, Mode.ENFORCE, why(faults));
    }

    private static String why(List<PolicyFault> faults) {
        String all = faults.stream()
                .sorted(PolicyFault.BY_PLACE)
                .map(PolicyFault::sentence)
                .collect(Collectors.joining("; and "));
        return LimitedText.cut(all, WHY_CHARACTERS_MAX);
    }

    /// With both names of its organisation, as in [ProvenancePolicy]. Where the organisation is at fault, an
    /// image could slip by under its other name: then the whole registry is meant.
    private Optional<List<ImagePattern>> images() {
        Optional<List<ImagePattern>> written = sound(PolicyReader::images)
                .flatMap(given -> given.or(() -> sound(spec -> spec.choice("preset", Preset.BY_NAME))
                        .flatMap(Function.identity())
                        .map(Preset::images)))
                .filter(patterns -> !patterns.isEmpty());
        Optional<Optional<Organization>> organization =
                sound(spec -> spec.fields("organization").flatMap(PolicyReader::organization));
        return written.map(patterns -> organization
                .map(readable -> ProvenancePolicy.bothNames(patterns, readable))
                .orElseGet(() -> patterns.stream()
                        .map(pattern -> new ImagePattern(pattern.host(), List.of("**")))
                        .distinct()
                        .toList()));
    }

    /// One part of the policy.
    ///
    /// @return empty when something is wrong with it
    private <T> Optional<T> sound(Function<YamlFields, T> part) {
        List<PolicyFault> faults = new ArrayList<>();
        Optional<T> read = YamlFields.of(document, new YamlFields.Faults(file, faults))
                .flatMap(fields -> fields.fields("spec"))
                .map(part);
        return read.filter(_ -> faults.isEmpty());
    }
}
