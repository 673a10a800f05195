package io.github.provenancegate.architecture;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/// Code that compiles and breaks one rule of the house.
///
/// @param name what it does, in words
/// @param rule the rule that must notice
/// @param pack the package below the root in which it stands
/// @param member the body of its class
record Attack(String name, ArchRule rule, String pack, String member) {
    /// Against the picture: who knows whom.
    static final List<Attack> ON_THE_PICTURE = List.of(
            new Attack(
                    "the policy asks a port",
                    Rules.KNOW_WHOM_THE_PICTURE_ALLOWS,
                    "policy",
                    "io.github.provenancegate.verify.Deadline deadline;"),
            new Attack(
                    "somebody looks into app",
                    Rules.KNOW_WHOM_THE_PICTURE_ALLOWS,
                    "cli",
                    "Class<?> wiring = io.github.provenancegate.app.Main.class;"),
            new Attack(
                    "an array hides who is known",
                    Rules.KNOW_WHOM_THE_PICTURE_ALLOWS,
                    "image",
                    "io.github.provenancegate.evidence.Signer[] signers;"),
            new Attack(
                    "an edge decides policy",
                    Rules.KNOW_WHOM_THE_PICTURE_ALLOWS,
                    "registry",
                    "io.github.provenancegate.policy.Decision decision;"),
            new Attack("the core opens a socket", Rules.CORE_IS_PURE, "verify", "java.net.Socket socket;"),
            new Attack("the core logs", Rules.CORE_IS_PURE, "verdict", "java.util.logging.Logger log;"),
            new Attack(
                    "the core knows a serialiser",
                    Rules.CORE_IS_PURE,
                    "evidence",
                    "com.fasterxml.jackson.databind.JsonNode node;"),
            new Attack("a junk drawer opens", Rules.NO_JUNK_DRAWERS, "registry.util", ""),
            new Attack(
                    "the registry has a door of its own",
                    Rules.ONE_DOOR,
                    "registry",
                    "java.net.http.HttpClient client;"),
            new Attack(
                    "the engine knows Quarkus",
                    Rules.ONLY_THE_WEBHOOK_KNOWS_QUARKUS,
                    "sigstore",
                    "io.quarkus.runtime.StartupEvent event;"));

    /// Against what types promise.
    static final List<Attack> ON_THE_TYPES = List.of(
            new Attack(
                    "the policy forges a proof",
                    Rules.ONLY_SIGSTORE_MAKES_A_PROOF,
                    "policy",
                    "Object forge() { return new io.github.provenancegate.evidence.Proof(null, null, null, null, null, null, null); }"),
            new Attack(
                    "a verdict is made good beside the judge",
                    Rules.ONLY_JUDGE_MAKES_A_GOOD_VERDICT,
                    "verdict",
                    "Object forge() { return new io.github.provenancegate.verdict.Verdict.DeliveryVerified(null); }"),
            new Attack(
                    "a constructor is handed on",
                    Rules.ONLY_JUDGE_MAKES_A_GOOD_VERDICT,
                    "webhook",
                    "java.util.function.Function<io.github.provenancegate.evidence.Proof, Object> forge"
                            + " = io.github.provenancegate.verdict.Verdict.DeliveryVerified::new;"),
            new Attack(
                    "the webhook pins a tag",
                    Rules.ONLY_REGISTRY_PINS_A_TAG,
                    "webhook",
                    "Object pin() { return io.github.provenancegate.image.PinnedImage.pinned(null, null); }"),
            new Attack(
                    "a record holds bytes",
                    Rules.RECORDS_HOLD_NO_ARRAYS,
                    "sigstore",
                    "record Payload(byte[] content) {}"),
            new Attack(
                    "a method returns a promise",
                    Rules.NO_REACTIVE_TYPES,
                    "webhook",
                    "io.smallrye.mutiny.Uni<String> answer() { return null; }"),
            new Attack(
                    "a method takes a flag", Rules.NO_FLAGS_IN_OUR_APIS, "registry", "void fetch(boolean strict) {}"),
            new Attack(
                    "a record carries a flag", Rules.NO_FLAGS_IN_OUR_APIS, "registry", "record Answer(boolean ok) {}"),
            new Attack(
                    "an edge reads the clock",
                    Rules.CLOCK_AND_CHANCE_ARE_ARGUMENTS,
                    "sigstore",
                    "Object now() { return java.time.Instant.now(); }"),
            new Attack(
                    "the core hands its own clock on",
                    Rules.CLOCK_AND_CHANCE_ARE_ARGUMENTS,
                    "verify",
                    "java.util.function.LongSupplier clock = System::nanoTime;"),
            new Attack(
                    "an edge throws dice",
                    Rules.CLOCK_AND_CHANCE_ARE_ARGUMENTS,
                    "transport",
                    "Object dice() { return new java.util.Random(); }"));

    /// Two packages that know each other.
    static final List<Attack> CYCLE = List.of(
            new Attack(
                    "there",
                    Rules.NO_CYCLES,
                    "image",
                    "Class<?> next = io.github.provenancegate.evidence.Cycle1.class;"),
            new Attack(
                    "and back",
                    Rules.NO_CYCLES,
                    "evidence",
                    "Class<?> next = io.github.provenancegate.image.Cycle0.class;"));

    @Override
    public String toString() {
        return name;
    }
}
