package io.github.provenancegate.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.verdict.Judge;
import io.github.provenancegate.verdict.Verdict;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/// The rules of the house that can be read from compiled classes. None may pass because it looked at nothing.
final class Rules {
    private static final Set<String> REACTIVE = Set.of(
            "io.vertx.core.AsyncResult",
            "io.vertx.core.Future",
            "io.vertx.core.Promise",
            "java.util.concurrent.Flow$Publisher",
            "java.util.concurrent.Flow$Subscriber");

    private static final Set<String> CLOCKS_AND_DICE = Set.of(
            "java.lang.Math.random",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.time.Clock.systemDefaultZone",
            "java.time.Clock.systemUTC",
            "java.util.UUID.randomUUID",
            "java.util.concurrent.ThreadLocalRandom.current");

    /// With an argument (a clock, a seed) they are harmless.
    private static final Set<String> WITHOUT_ARGUMENTS = Set.of(
            "java.security.SecureRandom.<init>",
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.util.Date.<init>",
            "java.util.Random.<init>");

    static final ArchRule KNOW_WHOM_THE_PICTURE_ALLOWS = classes()
            .that(describe("are ours", Picture::isOurs))
            .should(knowOnlyAllowedPackages())
            .allowEmptyShould(false);

    static final ArchRule CORE_IS_PURE = noClasses()
            .that(describe("belong to the core", type -> Picture.CORE.contains(Picture.packageOf(type))))
            .should()
            .dependOnClassesThat(describe("are neither plain java.base nor the core", type -> !isPure(type)))
            .allowEmptyShould(false);

    static final ArchRule NO_CYCLES =
            slices().matching(Picture.ROOT + ".(*)..").should().beFreeOfCycles().allowEmptyShould(false);

    static final ArchRule NO_JUNK_DRAWERS = noClasses()
            .should()
            .resideInAnyPackage(
                    Stream.of("util", "utils", "common", "core", "impl", "service", "json", "manager", "helper")
                            .map(name -> Picture.ROOT + ".." + name + "..")
                            .toArray(String[]::new))
            .allowEmptyShould(false);

    static final ArchRule ONLY_SIGSTORE_MAKES_A_PROOF = noClasses()
            .that(describe(
                    "are outside sigstore", type -> !Picture.packageOf(type).equals("sigstore")))
            .should()
            .accessTargetWhere(constructs(Proof.class))
            .allowEmptyShould(false);

    static final ArchRule ONLY_JUDGE_MAKES_A_GOOD_VERDICT = noClasses()
            .that(describe("are not Judge", type -> !type.isEquivalentTo(Judge.class)))
            .should()
            .accessTargetWhere(constructs(Verdict.Verified.class, Verdict.DeliveryVerified.class))
            .allowEmptyShould(false);

    static final ArchRule ONLY_REGISTRY_PINS_A_TAG = noClasses()
            .that(describe(
                    "are outside registry", type -> !Picture.packageOf(type).equals("registry")))
            .should()
            .accessTargetWhere(calls(PinnedImage.class, "pinned"))
            .allowEmptyShould(false);

    static final ArchRule RECORDS_HOLD_NO_ARRAYS =
            classes().that().areRecords().should(haveNoArrayComponent()).allowEmptyShould(false);

    static final ArchRule NO_REACTIVE_TYPES = classes()
            .should(mentionInSignatures(describe(
                    "reactive types",
                    resideInAnyPackage("io.smallrye.mutiny..", "org.reactivestreams..", "reactor..")
                            .or(describe("promises", type -> REACTIVE.contains(type.getName()))))))
            .allowEmptyShould(false);

    static final ArchRule NO_FLAGS_IN_OUR_APIS =
            classes().should(takeNoBoolean()).allowEmptyShould(false);

    /// Clock, deadline and randomness are arguments: only the wiring takes the real ones.
    static final ArchRule CLOCK_AND_CHANCE_ARE_ARGUMENTS = noClasses()
            .that(describe("are outside app", type -> !Picture.packageOf(type).equals(Picture.WIRING)))
            .should()
            .accessTargetWhere(describe("a clock or chance of its own", Rules::isClockOrChance))
            .allowEmptyShould(false);

    /// The JDK's key managers are told of sockets; ours neither opens nor uses one.
    private static final String MENTIONS_SOCKETS = Picture.ROOT + ".webhook.SwappedKeys";

    /// Everything that leaves the process passes the address rules, caps and deadlines of `transport`.
    static final ArchRule ONE_DOOR = noClasses()
            .that(describe(
                    "are neither transport nor app",
                    type -> !Set.of("transport", Picture.WIRING).contains(Picture.packageOf(type))
                            && !type.getName().equals(MENTIONS_SOCKETS)))
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "okhttp3..", "java.net.http..", "io.vertx.ext.web.client..", "org.apache.http..")
                    .or(describe(
                            "sockets",
                            type -> Set.of(
                                            "java.net.Socket",
                                            "java.net.ServerSocket",
                                            "java.net.URLConnection",
                                            "java.net.HttpURLConnection",
                                            "java.nio.channels.SocketChannel",
                                            "javax.net.ssl.HttpsURLConnection")
                                    .contains(type.getName()))))
            .allowEmptyShould(false);

    /// The engine runs without Quarkus: the command line never starts it.
    static final ArchRule ONLY_THE_WEBHOOK_KNOWS_QUARKUS = noClasses()
            .that(describe(
                    "are neither webhook nor app",
                    type -> !Set.of("webhook", Picture.WIRING).contains(Picture.packageOf(type))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "org.eclipse.microprofile..", "io.smallrye..")
            .allowEmptyShould(false);

    private Rules() {}

    private static boolean isPure(JavaClass type) {
        JavaClass base = type.getBaseComponentType();
        return base.isPrimitive()
                || Picture.CORE.contains(Picture.packageOf(base))
                || isPlainJava(base.getPackageName());
    }

    private static boolean isPlainJava(String name) {
        return Stream.of("java.lang", "java.util", "java.time")
                        .anyMatch(plain -> name.equals(plain) || name.startsWith(plain + "."))
                && !name.startsWith("java.util.logging")
                && !name.startsWith("java.util.prefs");
    }

    private static ArchCondition<JavaClass> knowOnlyAllowedPackages() {
        return new ArchCondition<>("know only the packages that the picture allows") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (Picture.isOurs(target) && !Picture.allows(Picture.packageOf(type), target)) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static DescribedPredicate<JavaAccess<?>> constructs(Class<?>... types) {
        return describe(
                "make a " + Arrays.stream(types).map(Class::getSimpleName).toList(),
                access -> access.getName().equals("<init>")
                        && Arrays.stream(types).anyMatch(access.getTargetOwner()::isEquivalentTo)
                        && !access.getOriginOwner().equals(access.getTargetOwner()));
    }

    private static DescribedPredicate<JavaAccess<?>> calls(Class<?> type, String method) {
        return describe(
                "call " + type.getSimpleName() + "." + method,
                access -> access.getName().equals(method)
                        && access.getTargetOwner().isEquivalentTo(type));
    }

    private static boolean isClockOrChance(JavaAccess<?> access) {
        String target = access.getTargetOwner().getName() + "." + access.getName();
        return CLOCKS_AND_DICE.contains(target) || (WITHOUT_ARGUMENTS.contains(target) && takesNothing(access));
    }

    private static boolean takesNothing(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget unit
                && unit.getRawParameterTypes().isEmpty();
    }

    private static ArchCondition<JavaClass> haveNoArrayComponent() {
        return new ArchCondition<>("have no array among their components") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaField field : type.getFields()) {
                    if (!field.getModifiers().contains(JavaModifier.STATIC)
                            && field.getRawType().isArray()) {
                        events.add(SimpleConditionEvent.violated(field, field.getDescription() + " is an array"));
                    }
                }
            }
        };
    }

    private static ArchCondition<JavaClass> mentionInSignatures(DescribedPredicate<JavaClass> banned) {
        return new ArchCondition<>("not mention " + banned.getDescription() + " in signatures") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaCodeUnit unit : type.getCodeUnits()) {
                    Stream.concat(unit.getRawParameterTypes().stream(), Stream.of(unit.getRawReturnType()))
                            .map(JavaClass::getBaseComponentType)
                            .filter(banned)
                            .forEach(_ -> events.add(SimpleConditionEvent.violated(unit, unit.getDescription())));
                }
            }
        };
    }

    private static ArchCondition<JavaClass> takeNoBoolean() {
        return new ArchCondition<>("take no boolean: a word at the call says what true means") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaCodeUnit unit : type.getCodeUnits()) {
                    boolean offered = !unit.getModifiers().contains(JavaModifier.PRIVATE)
                            && !unit.getModifiers().contains(JavaModifier.SYNTHETIC);
                    if (offered
                            && unit.getRawParameterTypes().stream()
                                    .anyMatch(p -> p.getName().equals("boolean"))) {
                        events.add(SimpleConditionEvent.violated(unit, unit.getDescription()));
                    }
                }
            }
        };
    }
}
