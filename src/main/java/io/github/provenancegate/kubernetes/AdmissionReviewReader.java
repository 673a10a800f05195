package io.github.provenancegate.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.kubernetes.AdmissionRequest.Caller;
import io.github.provenancegate.kubernetes.AdmissionRequest.Effect;
import io.github.provenancegate.kubernetes.AdmissionRequest.ObjectKind;
import io.github.provenancegate.kubernetes.AdmissionRequest.Operation;
import java.io.IOException;
import java.util.Optional;

/// Reads an AdmissionReview in one pass over its bytes: neither a tree nor the typed model of a Pod is built,
/// which would cost tenfold and would not know tomorrow's fields.
public final class AdmissionReviewReader {
    /// A Pod of 1.3 MB full of `<` arrives as 7.8 MB (the API server escapes `<` in six characters), and twice
    /// that on UPDATE; etcd takes no object above 1.5 MB, so nothing real is longer.
    public static final int BODY_BYTES_MAX = 32 << 20;

    /// A UUID has 36 characters; whoever sends a long one wants it to be repeated.
    static final int UID_CHARACTERS_MAX = 128;

    private static final String API_VERSION = "admission.k8s.io/v1";
    private static final String KIND = "AdmissionReview";
    private static final String NODES = "system:nodes";

    private final JsonWalk walk;
    private Optional<String> apiVersion = Optional.empty();
    private Optional<String> kind = Optional.empty();
    private Optional<Request> request = Optional.empty();

    private AdmissionReviewReader(JsonWalk walk) {
        this.walk = walk;
    }

    /// The request in a body.
    ///
    /// @throws AdmissionReviewRefusedException when the body is not exactly one AdmissionReview v1 with a
    ///     request
    public static AdmissionRequest read(byte[] body) {
        try (JsonWalk walk = JsonWalk.of(body)) {
            return new AdmissionReviewReader(walk).review();
        } catch (JsonProcessingException malformed) {
            // what the parser adds in parentheses is about its own settings
            String problem = String.valueOf(malformed.getOriginalMessage()).split(" \\(start marker", 2)[0];
            throw new AdmissionReviewRefusedException(
                    "the body is not well-formed: " + UntrustedText.escape(problem, 200), malformed);
        } catch (IOException malformed) {
            throw new AdmissionReviewRefusedException("the body is not text in UTF-8", malformed);
        }
    }

    private AdmissionRequest review() throws IOException {
        refuseUnless(walk.isObject(), "the body is no object");
        walk.object(name -> {
            switch (name) {
                case "apiVersion" -> apiVersion = walk.textIfAny();
                case "kind" -> kind = walk.textIfAny();
                case "request" -> {
                    refuseUnless(walk.isObject(), "request is no object");
                    Request read = new Request();
                    walk.object(field -> requestField(read, field));
                    request = Optional.of(read);
                }
                default -> walk.skip();
            }
        });
        refuseUnless(walk.isAtEnd(), "text follows the body's object");
        refuseUnless(apiVersion.filter(API_VERSION::equals).isPresent(), "apiVersion is not " + API_VERSION);
        refuseUnless(kind.filter(KIND::equals).isPresent(), "kind is not " + KIND);
        return complete(request.orElseThrow(() -> new AdmissionReviewRefusedException("request is missing")));
    }

    /// The request while it is being read.
    private static final class Request {
        private Optional<String> uid = Optional.empty();
        private String group = "";
        private String version = "";
        private String kind = "";
        private Optional<String> subResource = Optional.empty();
        private Optional<String> operation = Optional.empty();
        private Optional<String> namespace = Optional.empty();
        private Optional<String> name = Optional.empty();
        private Effect effect = Effect.PERSISTED;
        private Caller caller = Caller.ANYBODY;
        private Optional<ReviewedObject> object = Optional.empty();
        private Optional<ReviewedObject> oldObject = Optional.empty();
    }

    private void requestField(Request read, String field) throws IOException {
        switch (field) {
            case "uid" -> read.uid = text("request.uid");
            case "kind" -> kind(read);
            case "subResource" -> read.subResource = text("request.subResource");
            case "operation" -> read.operation = text("request.operation");
            case "namespace" -> read.namespace = text("request.namespace");
            case "name" -> read.name = text("request.name");
            case "dryRun" -> {
                read.effect = walk.isTrue() ? Effect.DRY_RUN : Effect.PERSISTED;
                walk.skip();
            }
            case "userInfo" -> userInfo(read);
            case "object" -> read.object = object("request.object");
            case "oldObject" -> read.oldObject = object("request.oldObject");
            default -> walk.skip();
        }
    }

    private void kind(Request read) throws IOException {
        refuseUnless(walk.isObject(), "request.kind is no object");
        walk.object(part -> {
            switch (part) {
                case "group" -> read.group = text("request.kind.group").orElse("");
                case "version" -> read.version = text("request.kind.version").orElse("");
                case "kind" -> read.kind = text("request.kind.kind").orElse("");
                default -> walk.skip();
            }
        });
    }

    private void userInfo(Request read) throws IOException {
        if (!walk.isObject()) {
            walk.skip();
            return;
        }
        walk.object(part -> {
            if (part.equals("groups") && walk.isList()) {
                walk.list(_ -> {
                    if (walk.textIfAny().filter(NODES::equals).isPresent()) {
                        read.caller = Caller.NODE;
                    }
                });
            } else {
                walk.skip();
            }
        });
    }

    private Optional<ReviewedObject> object(String path) throws IOException {
        if (walk.isNull()) {
            return Optional.empty();
        }
        refuseUnless(walk.isObject(), path + " is no object");
        return Optional.of(ObjectReader.read(walk));
    }

    /// A text, or nothing where it is absent, null or empty: the API server writes all three for "none".
    private Optional<String> text(String path) throws IOException {
        refuseUnless(walk.isText() || walk.isNull(), path + " is no text");
        return walk.textIfAny().filter(text -> !text.isEmpty());
    }

    private static AdmissionRequest complete(Request read) {
        String uid = read.uid.orElseThrow(() -> new AdmissionReviewRefusedException("request.uid is missing"));
        refuseUnless(
                uid.length() <= UID_CHARACTERS_MAX, "request.uid has more than " + UID_CHARACTERS_MAX + " characters");
        refuseUnless(!read.kind.isEmpty() && !read.version.isEmpty(), "request.kind is missing");
        ObjectKind kind = new ObjectKind(read.group, read.version, read.kind);
        Operation operation = operation(read.operation.orElse(""));
        AdmissionRequest request = new AdmissionRequest(
                uid,
                kind,
                read.subResource,
                operation,
                read.namespace,
                read.name,
                read.effect,
                read.caller,
                read.object,
                read.oldObject);
        switch (operation) {
            case CREATE, UPDATE -> {
                refuseUnless(read.object.isPresent(), "request.object is missing");
                read.object.ifPresent(object -> refuseUnlike(request, object, "request.object"));
                read.oldObject.ifPresent(object -> refuseUnlike(request, object, "request.oldObject"));
            }
            case DELETE, CONNECT -> {}
        }
        return request;
    }

    private static void refuseUnlike(AdmissionRequest request, ReviewedObject object, String path) {
        refuseUnless(
                object.kind().filter(request.kind().kind()::equals).isPresent()
                        && object.apiVersion()
                                .filter(request.kind().apiVersion()::equals)
                                .isPresent(),
                path + " is of another kind than request.kind");
        if (request.isAboutPod()) {
            object.fault().ifPresent(fault -> {
                throw new AdmissionReviewRefusedException(path + "." + fault);
            });
        }
    }

    private static Operation operation(String word) {
        return switch (word) {
            case "CREATE" -> Operation.CREATE;
            case "UPDATE" -> Operation.UPDATE;
            case "DELETE" -> Operation.DELETE;
            case "CONNECT" -> Operation.CONNECT;
            default -> throw new AdmissionReviewRefusedException("request.operation is none of the four");
        };
    }

    private static void refuseUnless(boolean holds, String problem) {
        if (!holds) {
            throw new AdmissionReviewRefusedException(problem);
        }
    }
}
