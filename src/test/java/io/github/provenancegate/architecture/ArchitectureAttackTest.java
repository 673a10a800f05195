package io.github.provenancegate.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each rule of the house is broken on purpose and must say so, and must not complain about harmless code in the
/// same place.
class ArchitectureAttackTest {
    private static final List<Attack> ATTACKS = Stream.concat(
                    Attack.ON_THE_PICTURE.stream(), Attack.ON_THE_TYPES.stream())
            .toList();

    private static Compiled compiled;

    @BeforeAll
    static void compile(@TempDir Path folder) throws IOException {
        Map<String, String> bodies = new LinkedHashMap<>();
        for (int i = 0; i < ATTACKS.size(); i++) {
            Attack attack = ATTACKS.get(i);
            bodies.put(hostile(attack), attack.member());
            bodies.put(harmless(attack), "record Words(String text) {}");
        }
        for (int i = 0; i < Attack.CYCLE.size(); i++) {
            bodies.put(
                    Attack.CYCLE.get(i).pack() + ".Cycle" + i,
                    Attack.CYCLE.get(i).member());
        }
        compiled = Compiled.of(folder, bodies);
    }

    static List<Attack> attacks() {
        return ATTACKS;
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void theRuleBites(Attack attack) {
        assertThat(isBroken(attack.rule(), compiled.only(hostile(attack)))).isTrue();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void aHarmlessClassInItsPlacePasses(Attack attack) {
        assertThat(isBroken(attack.rule(), compiled.only(harmless(attack)))).isFalse();
    }

    @Test
    void twoPackagesThatKnowEachOtherAreACycle() {
        List<String> both = IntStream.range(0, Attack.CYCLE.size())
                .mapToObj(i -> Attack.CYCLE.get(i).pack() + ".Cycle" + i)
                .toList();

        assertThat(isBroken(Rules.NO_CYCLES, compiled.only(both))).isTrue();
        assertThat(isBroken(Rules.NO_CYCLES, compiled.only(both.getFirst()))).isFalse();
    }

    @Test
    void aRuleThatSeesNothingDoesNotPass() {
        JavaClasses none = compiled.only("nowhere.Nothing");

        assertThat(none).isEmpty();
        assertThat(ATTACKS)
                .extracting(Attack::rule)
                .allSatisfy(rule -> assertThatThrownBy(() -> rule.check(none)).isInstanceOf(AssertionError.class));
    }

    private static boolean isBroken(ArchRule rule, JavaClasses classes) {
        assertThat(classes).isNotEmpty();
        return rule.evaluate(classes).hasViolation();
    }

    private static String hostile(Attack attack) {
        return attack.pack() + ".Attack" + ATTACKS.indexOf(attack);
    }

    private static String harmless(Attack attack) {
        return attack.pack().replace(".util", "") + ".Harmless" + ATTACKS.indexOf(attack);
    }
}
