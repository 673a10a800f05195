package io.github.provenancegate.kubernetes;

import java.util.List;
import java.util.stream.Collectors;

/// Policy documents that mean nothing, or not what their author believes: none of them is used. The message has one
/// line for each fault.
public final class PolicyRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<PolicyFault> faults;

    /// @param faults at least one
    PolicyRefusedException(List<PolicyFault> faults) {
        super(faults.stream()
                .sorted(PolicyFault.BY_PLACE)
                .map(PolicyFault::toString)
                .collect(Collectors.joining("\n")));
        this.faults = faults.stream().sorted(PolicyFault.BY_PLACE).toList();
    }

    /// All that is wrong, by file and place.
    public List<PolicyFault> faults() {
        return faults;
    }
}
