package io.github.provenancegate.kubernetes;

import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.kubernetes.NamedImage.Place;
import io.github.provenancegate.kubernetes.ReviewedObject.Owner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads one object of a review in one pass, as if it were a Pod. Of another kind nothing but its metadata is
/// used, and a `spec` that is unlike a Pod's is a fault only of a Pod; so faults of the `spec` are noted, not
/// thrown.
///
/// The fields that name images are those of Kubernetes 1.37's PodSpec.
final class ObjectReader {
    /// The annotation that a kubelet puts on the mirror of a static Pod.
    private static final String MIRROR = "kubernetes.io/config.mirror";

    private static final String PULL_SECRETS = "imagePullSecrets";

    /// The name of an object (RFC 1123 subdomain, 253 characters at most).
    private static final Pattern OBJECT_NAME = Pattern.compile("(?=.{1,253}$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?");

    /// Names of unknown lists that are repeated in a warning; more would not fit it.
    private static final int UNKNOWN_LISTS_MAX = 4;

    private static final Map<String, Place> PLACES =
            Arrays.stream(Place.values()).collect(Collectors.toUnmodifiableMap(Place::list, Function.identity()));

    private final JsonWalk walk;
    private final List<NamedImage> images = new ArrayList<>();
    private final List<String> pullSecrets = new ArrayList<>();
    private final List<String> unknownLists = new ArrayList<>();
    private Optional<String> apiVersion = Optional.empty();
    private Optional<String> kind = Optional.empty();
    private Optional<String> generateName = Optional.empty();
    private Optional<Owner> controller = Optional.empty();
    private Optional<String> mirror = Optional.empty();
    private Optional<String> fault = Optional.of("spec is missing");

    private ObjectReader(JsonWalk walk) {
        this.walk = walk;
    }

    /// The object on which the walk stands.
    static ReviewedObject read(JsonWalk walk) throws IOException {
        ObjectReader reader = new ObjectReader(walk);
        walk.object(reader::field);
        return new ReviewedObject(
                reader.apiVersion,
                reader.kind,
                reader.generateName,
                reader.controller,
                reader.mirror,
                reader.images,
                reader.pullSecrets,
                reader.unknownLists,
                reader.fault);
    }

    private void field(String name) throws IOException {
        switch (name) {
            case "apiVersion" -> apiVersion = walk.textIfAny();
            case "kind" -> kind = walk.textIfAny();
            case "metadata" -> objectOrSkip(this::metadata);
            case "spec" -> {
                fault = Optional.empty();
                if (walk.isObject()) {
                    walk.object(this::spec);
                } else {
                    fault("spec is no object");
                }
            }
            default -> walk.skip();
        }
    }

    private void metadata(String name) throws IOException {
        switch (name) {
            case "generateName" -> generateName = walk.textIfAny();
            case "annotations" ->
                objectOrSkip(annotation -> {
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
        objectOrSkip(name -> {
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

    private void spec(String name) throws IOException {
        if (name.equals(PULL_SECRETS)) {
            pullSecrets();
            return;
        }
        Place place = PLACES.get(name);
        if (place == null) {
            unknown(name);
        } else if (walk.isList()) {
            walk.list(index -> member(place, index));
        } else if (!walk.isNull()) {
            fault("spec." + name + " is no list");
        }
    }

    /// Names that could be none of a Secret's are not repeated to the API server.
    private void pullSecrets() throws IOException {
        if (!walk.isList()) {
            walk.skip();
            return;
        }
        walk.list(_ -> objectOrSkip(field -> {
            if (field.equals("name")) {
                walk.textIfAny()
                        .filter(name -> OBJECT_NAME.matcher(name).matches())
                        .ifPresent(pullSecrets::add);
            } else {
                walk.skip();
            }
        }));
    }

    private void member(Place place, int index) throws IOException {
        String path = "spec." + place.list() + "[" + index + "]";
        if (!walk.isObject()) {
            fault(path + " is no object");
            return;
        }
        Member member = new Member();
        walk.object(name -> {
            switch (name) {
                case "name" -> member.name = walk.textIfAny().filter(text -> !text.isEmpty());
                case "image" -> {
                    switch (place) {
                        case CONTAINER, INIT_CONTAINER, EPHEMERAL_CONTAINER ->
                            member.image = Optional.of(image(path + ".image"));
                        case VOLUME -> member.image = imageVolume(path + ".image");
                    }
                }
                default -> walk.skip();
            }
        });
        switch (place) {
            case CONTAINER, INIT_CONTAINER, EPHEMERAL_CONTAINER ->
                images.add(new NamedImage(place, member.name, path + ".image", member.image.orElse("")));
            case VOLUME ->
                member.image.ifPresent(
                        text -> images.add(new NamedImage(place, member.name, path + ".image.reference", text)));
        }
    }

    private static final class Member {
        private Optional<String> name = Optional.empty();
        private Optional<String> image = Optional.empty();
    }

    /// The image of a container; absent and null are the empty text, which names no image and is denied as
    /// such.
    private String image(String path) throws IOException {
        if (!walk.isText() && !walk.isNull()) {
            fault(path + " is no text");
            return "";
        }
        return walk.textIfAny().orElse("");
    }

    /// The reference of an image volume; empty when the volume is of another sort.
    private Optional<String> imageVolume(String path) throws IOException {
        if (!walk.isObject()) {
            if (!walk.isNull()) {
                fault(path + " is no object");
            }
            return Optional.empty();
        }
        Member source = new Member();
        walk.object(name -> {
            if (name.equals("reference")) {
                source.image = Optional.of(image(path + ".reference"));
            } else {
                walk.skip();
            }
        });
        return source.image.or(() -> Optional.of(""));
    }

    /// Tomorrow's Kubernetes may run images from lists that are not known here: they are told, not passed in
    /// silence.
    private void unknown(String name) throws IOException {
        if (!walk.isList()) {
            walk.skip();
            return;
        }
        Found found = new Found();
        walk.list(_ -> objectOrSkip(field -> {
            found.image |= field.equals("image") && (walk.isText() || walk.isObject());
            walk.skip();
        }));
        if (found.image && unknownLists.size() < UNKNOWN_LISTS_MAX) {
            unknownLists.add(name);
        }
    }

    private static final class Found {
        private boolean image;
    }

    private void objectOrSkip(JsonWalk.OnField onField) throws IOException {
        if (walk.isObject()) {
            walk.object(onField);
        } else {
            walk.skip();
        }
    }

    private void fault(String problem) throws IOException {
        fault = fault.or(() -> Optional.of(UntrustedText.escape(problem, 100)));
        walk.skip();
    }
}
