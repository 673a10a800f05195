package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AnswerWriter;
import io.github.provenancegate.webhook.Reviewer.Reply;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import org.jboss.logging.Logger;

/// `POST /validate`: a review that was let in ([ReviewIntake]) is read, judged and answered on a virtual thread, since
/// it waits for its body and for registries.
@Path(ReviewIntake.PATH)
public class ValidateResource {
    private static final Logger LOG = Logger.getLogger(ValidateResource.class);

    private final WebhookBeans.Webhook webhook;
    private final CurrentVertxRequest request;

    @Inject
    ValidateResource(WebhookBeans.Webhook webhook, CurrentVertxRequest request) {
        this.webhook = webhook;
        this.request = request;
    }

    /// The answer to one admission review; anything but HTTP 200 is a failed call to the API server.
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public Response validate(InputStream body) {
        Optional<ArrivingReview> arriving = ReviewIntake.arriving(request.getCurrent());
        return arriving.isPresent()
                ? answer(webhook, arriving.get(), body)
                : refused(webhook, Response.Status.TOO_MANY_REQUESTS.getStatusCode(), "try again");
    }

    static Response answer(WebhookBeans.Webhook webhook, ArrivingReview arriving, InputStream body) {
        try {
            return switch (arriving.read(body)) {
                case ArrivingReview.Body.Refused(int status, String why) -> refused(webhook, status, why);
                case ArrivingReview.Body.Whole whole -> judged(webhook, arriving, whole);
            };
        } catch (Throwable defect) { // an HTTP 500 would be admitted where failurePolicy is Ignore
            LOG.error("a defect while a review was answered", defect);
            return refused(webhook, Response.Status.TOO_MANY_REQUESTS.getStatusCode(), "try again");
        } finally {
            arriving.place().leave();
        }
    }

    private static Response judged(
            WebhookBeans.Webhook webhook, ArrivingReview arriving, ArrivingReview.Body.Whole whole) {
        return switch (webhook.reviewer().review(whole.json(), arriving.deadline())) {
            case Reply.Malformed(String why) -> refused(webhook, Response.Status.BAD_REQUEST.getStatusCode(), why);
            case Reply.Decided(var decided) ->
                Response.ok(AnswerWriter.write(decided), MediaType.APPLICATION_JSON_TYPE)
                        .build();
        };
    }

    private static Response refused(WebhookBeans.Webhook webhook, int status, String why) {
        webhook.metrics().refused(status);
        Response.ResponseBuilder response = Response.status(status)
                .type(MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8"))
                .entity(why + "\n");
        // the API server itself tries a review again that is answered so
        return status == Response.Status.TOO_MANY_REQUESTS.getStatusCode()
                ? response.header(HttpHeaders.RETRY_AFTER, "1").build()
                : response.build();
    }
}
