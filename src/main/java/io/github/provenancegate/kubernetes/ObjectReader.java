package io.github.provenancegate.kubernetes;

import io.github.provenancegate.kubernetes.ReviewedObject.Owner;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// Reads one object of a review in one pass, whichever kind it may turn out to be: every place where a kind
/// holds Pods is read, and in the end that of its own kind counts. Of another kind nothing but its metadata is
/// used.
final class ObjectReader {
    /// The annotation that a kubelet puts on the mirror of a static Pod.
    private static final String MIRROR = "kubernetes.io/config.mirror";

    private final JsonWalk walk;
    private final Map<PodPlace, PodSpecReader> podSpecs = new EnumMap<>(PodPlace.class);
    private Optional<String> apiVersion = Optional.empty();
    private Optional<String> kind = Optional.empty();
    private Optional<String> generateName = Optional.empty();
    private Optional<Owner> controller = Optional.empty();
    private Optional<String> mirror = Optional.empty();

    private ObjectReader(JsonWalk walk) {
        this.walk = walk;
    }

    /// The object on which the walk stands.
    static ReviewedObject read(JsonWalk walk) throws IOException {
        ObjectReader reader = new ObjectReader(walk);
        walk.object(reader::field);
        PodSpecReader pods = reader.apiVersion
                .flatMap(version -> reader.kind.flatMap(kind -> PodPlace.of(version, kind)))
                .map(reader::podSpec)
                .orElseGet(() -> new PodSpecReader(walk, "the Pod's spec"));
        return new ReviewedObject(
                reader.apiVersion,
                reader.kind,
                reader.generateName,
                reader.controller,
                reader.mirror,
                pods.images(),
                pods.pullSecrets(),
                pods.unknownLists(),
                pods.fault());
    }

    private PodSpecReader podSpec(PodPlace place) {
        return podSpecs.computeIfAbsent(place, _ -> new PodSpecReader(walk, place.path()));
    }

    private void field(String name) throws IOException {
        switch (name) {
            case "apiVersion" -> apiVersion = walk.textIfAny();
            case "kind" -> kind = walk.textIfAny();
            case "metadata" -> walk.objectOrSkip(this::metadata);
            case "spec" -> podSpec(PodPlace.ITSELF).read(this::spec);
            case "template" -> template(PodPlace.POD_TEMPLATE);
            default -> walk.skip();
        }
    }

    /// Of a Pod, or of what makes Pods from a template in it.
    private void spec(String name) throws IOException {
        if (name.equals("template") && walk.isObject()) {
            template(PodPlace.TEMPLATE);
        } else if (name.equals("jobTemplate") && walk.isObject()) {
            only("spec", () -> only("template", () -> template(PodPlace.JOB_TEMPLATE)));
        } else {
            podSpec(PodPlace.ITSELF).field(name);
        }
    }

    private void template(PodPlace place) throws IOException {
        only("spec", () -> {
            PodSpecReader pods = podSpec(place);
            pods.read(pods::field);
        });
    }

    private interface Then {
        void read() throws IOException;
    }

    /// One field of an object, whatever else it holds.
    private void only(String field, Then then) throws IOException {
        walk.objectOrSkip(name -> {
            if (name.equals(field)) {
                then.read();
            } else {
                walk.skip();
            }
        });
    }

    private void metadata(String name) throws IOException {
        switch (name) {
            case "generateName" -> generateName = walk.textIfAny();
            case "annotations" ->
                walk.objectOrSkip(annotation -> {
                    if (annotation.equals(MIRROR)) {
                        mirror = walk.textIfAny();
                    } else {
                        walk.skip();
                    }
                });
            case "ownerReferences" -> {
                if (walk.isList()) {
                    walk.list(_ -> owner());
                } else {
                    walk.skip();
                }
            }
            default -> walk.skip();
        }
    }

    private void owner() throws IOException {
        OwnerFields owner = new OwnerFields();
        walk.objectOrSkip(name -> {
            switch (name) {
                case "apiVersion" -> owner.apiVersion = walk.textIfAny().orElse("");
                case "kind" -> owner.kind = walk.textIfAny().orElse("");
                case "name" -> owner.name = walk.textIfAny().orElse("");
                case "uid" -> owner.uid = walk.textIfAny().orElse("");
                case "controller" -> {
                    owner.controls = walk.isTrue();
                    walk.skip();
                }
                default -> walk.skip();
            }
        });
        if (owner.controls) {
            controller = Optional.of(new Owner(owner.apiVersion, owner.kind, owner.name, owner.uid));
        }
    }

    private static final class OwnerFields {
        private String apiVersion = "";
        private String kind = "";
        private String name = "";
        private String uid = "";
        private boolean controls;
    }
}
