package io.github.provenancegate.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.verdict.Judge;
import io.github.provenancegate.verdict.Verdict;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The picture of the house, held to the compiled classes. [ArchitectureAttackTest] shows that each rule bites.
class ArchitectureTest {
    private static final JavaClasses SHIPPED = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void packagesKnowOnlyWhomThePictureAllows() {
        Rules.KNOW_WHOM_THE_PICTURE_ALLOWS.check(SHIPPED);
    }

    @Test
    void everyPackageIsInThePicture() {
        Map<String, Integer> census = Picture.census(SHIPPED);

        assertThat(Picture.packages()).containsAll(census.keySet());
        assertThat(census.keySet())
                .containsAll(Picture.CORE)
                .contains(Picture.WIRING, "transport", "registry", "sigstore", "kubernetes", "report", "cli");
        assertThat(census.values()).allMatch(classes -> classes > 1, "package-info and at least one class");
    }

    @Test
    void theCoreKnowsOnlyTheLanguage() {
        Rules.CORE_IS_PURE.check(SHIPPED);
    }

    @Test
    void packagesFormNoCycle() {
        Rules.NO_CYCLES.check(SHIPPED);
    }

    @Test
    void noPackageIsAJunkDrawer() {
        Rules.NO_JUNK_DRAWERS.check(SHIPPED);
    }

    @Test
    void onlySigstoreMakesAProof() {
        Rules.ONLY_SIGSTORE_MAKES_A_PROOF.check(SHIPPED);
        assertThat(SHIPPED.get(Proof.class).getConstructorCallsToSelf())
                .extracting(call -> Picture.packageOf(call.getOriginOwner()))
                .contains("sigstore");
    }

    @Test
    void onlyJudgeMakesAGoodVerdict() {
        Rules.ONLY_JUDGE_MAKES_A_GOOD_VERDICT.check(SHIPPED);
        assertThat(SHIPPED.get(Judge.class).getConstructorCallsFromSelf())
                .extracting(call -> call.getTargetOwner().getName())
                .contains(Verdict.Verified.class.getName(), Verdict.DeliveryVerified.class.getName());
    }

    @Test
    void onlyTheRegistryPinsATag() {
        Rules.ONLY_REGISTRY_PINS_A_TAG.check(SHIPPED);
        assertThat(SHIPPED.get(PinnedImage.class).getMethodCallsToSelf())
                .filteredOn(call -> call.getName().equals("pinned"))
                .extracting(call -> Picture.packageOf(call.getOriginOwner()))
                .contains("registry");
    }

    @Test
    void recordsHoldNoArrays() {
        Rules.RECORDS_HOLD_NO_ARRAYS.check(SHIPPED);
    }

    @Test
    void signaturesAreFreeOfReactiveTypes() {
        Rules.NO_REACTIVE_TYPES.check(SHIPPED);
    }

    @Test
    void nothingTakesAFlag() {
        Rules.NO_FLAGS_IN_OUR_APIS.check(SHIPPED);
    }

    @Test
    void clockAndChanceAreArguments() {
        Rules.CLOCK_AND_CHANCE_ARE_ARGUMENTS.check(SHIPPED);
    }

    @Test
    void transportIsTheOnlyDoor() {
        Rules.ONE_DOOR.check(SHIPPED);
    }

    @Test
    void theEngineRunsWithoutQuarkus() {
        Rules.ONLY_THE_WEBHOOK_KNOWS_QUARKUS.check(SHIPPED);
    }

    @Test
    void sealedTypesAreClosedByTheirOwnPackage() {
        assertThat(SHIPPED.stream()
                        .filter(JavaClass::isInterface)
                        .filter(type -> type.reflect().isSealed()))
                .hasSizeGreaterThan(3)
                .allSatisfy(type -> assertThat(type.reflect().getPermittedSubclasses())
                        .allSatisfy(permitted ->
                                assertThat(permitted.getPackageName()).isEqualTo(type.getPackageName())));
    }
}
