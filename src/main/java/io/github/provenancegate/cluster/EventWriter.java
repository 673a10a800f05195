package io.github.provenancegate.cluster;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.github.provenancegate.kubernetes.Finding;
import io.github.provenancegate.kubernetes.Finding.Subject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Writes findings as Events (`events.k8s.io/v1`). The name is made of what is found, so that any number of
/// replicas that find the same write one Event, whose series counts.
final class EventWriter {
    /// The controller's qualified name, by which Events can be selected.
    static final String CONTROLLER = "provenance-gate.github.io/webhook";

    /// Kubernetes' MicroTime has six digits, always.
    private static final DateTimeFormatter MICRO_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final KubernetesClient client;
    private final Owners owners;
    private final String replica;
    private final InstantSource clock;

    /// @param replica tells this process from the others
    EventWriter(KubernetesClient client, Owners owners, String replica, InstantSource clock) {
        this.client = client;
        this.owners = owners;
        this.replica = replica;
        this.clock = clock;
    }

    /// Writes a finding, or counts it in the Event that is already there.
    ///
    /// @param count how often this process has found it
    /// @throws KubernetesClientException when the API server refuses, or cannot be reached
    void write(Finding finding, int count) {
        Optional<Subject> above = owners.ownerOf(finding.namespace(), finding.subject());
        Subject shown = above.orElse(finding.subject());
        String name = finding.eventName(shown);
        if (create(finding, shown, above.map(_ -> finding.subject()), name)) {
            return;
        }
        if (!count(finding.namespace(), name, Math.max(2, count))) { // it has expired in between
            create(finding, shown, above.map(_ -> finding.subject()), name);
        }
    }

    private boolean create(Finding finding, Subject shown, Optional<Subject> related, String name) {
        EventBuilder event = new EventBuilder()
                .withNewMetadata()
                .withNamespace(finding.namespace())
                .withName(name)
                .endMetadata()
                .withEventTime(now())
                .withType(finding.reason().type().word())
                .withReason(finding.reason().word())
                .withAction(finding.reason().action())
                .withReportingController(CONTROLLER)
                .withReportingInstance(replica)
                .withNote(finding.note())
                .withRegarding(reference(finding, shown));
        related.ifPresent(direct -> event.withRelated(reference(finding, direct)));
        Event built = event.build();
        try {
            client.events()
                    .v1()
                    .events()
                    .inNamespace(finding.namespace())
                    .resource(built)
                    .create();
            return true;
        } catch (KubernetesClientException refused) {
            if (refused.getCode() == CONFLICT) {
                return false;
            }
            throw refused;
        }
    }

    private boolean count(String namespace, String name, int count) {
        String patch = "{\"series\":{\"count\":" + count + ",\"lastObservedTime\":\""
                + MICRO_TIME.format(clock.instant()) + "\"}}";
        try {
            // named by an object: by its name alone the client would read it first, which nobody allows it
            client.events()
                    .v1()
                    .events()
                    .inNamespace(namespace)
                    .resource(new EventBuilder()
                            .withNewMetadata()
                            .withNamespace(namespace)
                            .withName(name)
                            .endMetadata()
                            .build())
                    .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
            return true;
        } catch (KubernetesClientException refused) {
            if (refused.getCode() == NOT_FOUND) {
                return false;
            }
            throw refused;
        }
    }

    private MicroTime now() {
        Instant now = clock.instant();
        return new MicroTime(MICRO_TIME.format(now));
    }

    private static ObjectReference reference(Finding finding, Subject subject) {
        ObjectReferenceBuilder reference = new ObjectReferenceBuilder()
                .withApiVersion(subject.apiVersion())
                .withKind(subject.kind())
                .withName(subject.name());
        switch (finding.reason().scope()) {
            case NAMESPACE -> reference.withNamespace(finding.namespace());
            case CLUSTER -> {}
        }
        subject.uid().ifPresent(reference::withUid);
        return reference.build();
    }
}
