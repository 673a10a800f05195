package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AnswerWriter;
import io.github.provenancegate.webhook.Hook.Reply;
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

/// The ways in: a review that was let in ([ReviewIntake]) is read, judged and answered on a virtual thread,
/// since it waits for its body and for registries.
@Path("/")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class ReviewResource {
    private static final Logger LOG = Logger.getLogger(ReviewResource.class);

    private final WebhookBeans.Webhook webhook;
    private final CurrentVertxRequest request;

    @Inject
    ReviewResource(WebhookBeans.Webhook webhook, CurrentVertxRequest request) {
        this.webhook = webhook;
        this.request = request;
    }

    /// Whether a Pod may be stored. Here and below anything but HTTP 200 is a failed call to the API server.
    @POST
    @Path(ReviewIntake.VALIDATE)
    @RunOnVirtualThread
    public Response validate(InputStream body) {
        return answer(webhook.reviewer(), body);
    }

    /// What would become of a workload's Pods.
    @POST
    @Path(ReviewIntake.WARN)
    @RunOnVirtualThread
    public Response warn(InputStream body) {
        return answer(webhook.advice(), body);
    }

    /// A Pod's tags replaced by the digests that were verified.
    @POST
    @Path(ReviewIntake.MUTATE)
    @RunOnVirtualThread
    public Response mutate(InputStream body) {
        return answer(webhook.pinning(), body);
    }

    private Response answer(Hook hook, InputStream body) {
        Optional<ArrivingReview> arriving = ReviewIntake.arriving(request.getCurrent());
        return arriving.isPresent()
                ? answer(hook, webhook.metrics(), arriving.get(), body)
                : refused(webhook.metrics(), Response.Status.TOO_MANY_REQUESTS.getStatusCode(), "try again");
    }

    static Response answer(Hook hook, ReviewMetrics metrics, ArrivingReview arriving, InputStream body) {
        try {
            return switch (arriving.read(body)) {
                case ArrivingReview.Body.Refused(int status, String why) -> refused(metrics, status, why);
                case ArrivingReview.Body.Whole whole -> judged(hook, metrics, arriving, whole);
            };
        } catch (Throwable defect) { // an HTTP 500 would be admitted where failurePolicy is Ignore
            LOG.error("a defect while a review was answered", defect);
            return refused(metrics, Response.Status.TOO_MANY_REQUESTS.getStatusCode(), "try again");
        } finally {
            arriving.place().leave();
        }
    }

    private static Response judged(
            Hook hook, ReviewMetrics metrics, ArrivingReview arriving, ArrivingReview.Body.Whole whole) {
        return switch (hook.review(whole.json(), arriving.deadline(), arriving.span())) {
            case Reply.Malformed(String why) -> refused(metrics, Response.Status.BAD_REQUEST.getStatusCode(), why);
            case Reply.Decided(var decided) ->
                Response.ok(AnswerWriter.write(decided), MediaType.APPLICATION_JSON_TYPE)
                        .build();
        };
    }

    private static Response refused(ReviewMetrics metrics, int status, String why) {
        metrics.refused(status);
        Response.ResponseBuilder response = Response.status(status)
                .type(MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8"))
                .entity(why + "\n");
        // the API server itself tries a review again that is answered so
        return status == Response.Status.TOO_MANY_REQUESTS.getStatusCode()
                ? response.header(HttpHeaders.RETRY_AFTER, "1").build()
                : response.build();
    }
}
