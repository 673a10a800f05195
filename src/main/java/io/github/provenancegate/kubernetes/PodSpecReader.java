package io.github.provenancegate.kubernetes;

import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.kubernetes.NamedImage.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads the `spec` of one Pod, field by field. Its faults are noted and not thrown: of an object that makes no
/// Pods they mean nothing.
///
/// The fields that name images are those of Kubernetes 1.37's PodSpec.
final class PodSpecReader {
    private static final String PULL_SECRETS = "imagePullSecrets";

    /// The name of an object (RFC 1123 subdomain, 253 characters at most).
    private static final Pattern OBJECT_NAME = Pattern.compile("(?=.{1,253}$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?");

    /// Names of unknown lists that are repeated in a warning; more would not fit it.
    private static final int UNKNOWN_LISTS_MAX = 4;

    private static final Map<String, Place> PLACES =
            Arrays.stream(Place.values()).collect(Collectors.toUnmodifiableMap(Place::list, Function.identity()));

    private final JsonWalk walk;
    private final String path;
    private final List<NamedImage> images = new ArrayList<>();
    private final List<String> pullSecrets = new ArrayList<>();
    private final List<String> unknownLists = new ArrayList<>();
    private Optional<String> fault;

    /// @param path where the object holds it, such as `spec.template.spec`
    PodSpecReader(JsonWalk walk, String path) {
        this.walk = walk;
        this.path = path;
        this.fault = Optional.of(path + " is missing");
    }

    List<NamedImage> images() {
        return images;
    }

    List<String> pullSecrets() {
        return pullSecrets;
    }

    List<String> unknownLists() {
        return unknownLists;
    }

    /// Why it is no Pod's, or that it is missing.
    Optional<String> fault() {
        return fault;
    }

    /// It is there: the walk stands on it.
    ///
    /// @param onField [#field], or what knows more fields than that
    void read(JsonWalk.OnField onField) throws IOException {
        fault = Optional.empty();
        if (walk.isObject()) {
            walk.object(onField);
        } else {
            fault(path + " is no object");
        }
    }

    /// A field of it.
    void field(String name) throws IOException {
        if (name.equals(PULL_SECRETS)) {
            readPullSecrets();
            return;
        }
        Place place = PLACES.get(name);
        if (place == null) {
            unknown(name);
        } else if (walk.isList()) {
            walk.list(index -> member(place, index));
        } else if (!walk.isNull()) {
            fault(path + "." + name + " is no list");
        }
    }

    /// Names that could be none of a Secret's are not repeated to the API server.
    private void readPullSecrets() throws IOException {
        if (!walk.isList()) {
            walk.skip();
            return;
        }
        walk.list(_ -> walk.objectOrSkip(field -> {
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
        String at = path + "." + place.list() + "[" + index + "]";
        if (!walk.isObject()) {
            fault(at + " is no object");
            return;
        }
        Member member = new Member();
        walk.object(name -> {
            switch (name) {
                case "name" -> member.name = walk.textIfAny().filter(text -> !text.isEmpty());
                case "image" -> {
                    switch (place) {
                        case CONTAINER, INIT_CONTAINER, EPHEMERAL_CONTAINER ->
                            member.image = Optional.of(image(at + ".image"));
                        case VOLUME -> member.image = imageVolume(at + ".image");
                    }
                }
                default -> walk.skip();
            }
        });
        switch (place) {
            case CONTAINER, INIT_CONTAINER, EPHEMERAL_CONTAINER ->
                images.add(new NamedImage(place, member.name, at + ".image", member.image.orElse("")));
            case VOLUME ->
                member.image.ifPresent(
                        text -> images.add(new NamedImage(place, member.name, at + ".image.reference", text)));
        }
    }

    private static final class Member {
        private Optional<String> name = Optional.empty();
        private Optional<String> image = Optional.empty();
    }

    /// The image of a container; absent and null are the empty text, which names no image and is denied as
    /// such.
    private String image(String at) throws IOException {
        if (!walk.isText() && !walk.isNull()) {
            fault(at + " is no text");
            return "";
        }
        return walk.textIfAny().orElse("");
    }

    /// The reference of an image volume; empty when the volume is of another sort.
    private Optional<String> imageVolume(String at) throws IOException {
        if (!walk.isObject()) {
            if (!walk.isNull()) {
                fault(at + " is no object");
            }
            return Optional.empty();
        }
        Member source = new Member();
        walk.object(name -> {
            if (name.equals("reference")) {
                source.image = Optional.of(image(at + ".reference"));
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
        walk.list(_ -> walk.objectOrSkip(field -> {
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

    private void fault(String problem) throws IOException {
        fault = fault.or(() -> Optional.of(UntrustedText.escape(problem, 100)));
        walk.skip();
    }
}
