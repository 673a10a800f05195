package io.github.provenancegate.chart;

import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.KubernetesApi.Answer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Pods that somebody goes on creating while something happens to the webhook: each second one is proven and has to be
/// admitted, the others have to be denied. None of them is ever scheduled.
final class PodStorm implements AutoCloseable {
    private static final Duration BEGUN_MAX = Duration.ofSeconds(30);

    /// Thirty a second are many for a cluster and leave the machine to what happens meanwhile.
    private static final Duration PERIOD = Duration.ofMillis(33);

    private static final int AT_A_TIME = 4;

    private final Installation installation;
    private final String path;
    private final AtomicInteger asked = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(AT_A_TIME);

    private final List<Future<?>> runs = new ArrayList<>();

    private PodStorm(Installation installation, String namespace) {
        this.installation = installation;
        path = "/api/v1/namespaces/" + namespace + "/pods";
        for (int thread = 0; thread < AT_A_TIME; thread++) {
            runs.add(threads.scheduleAtFixedRate(
                    this::create, thread * PERIOD.toMillis(), AT_A_TIME * PERIOD.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    /// Begins, and waits until the first answers have come.
    static PodStorm begin(Installation installation, String namespace) {
        var storm = new PodStorm(installation, namespace);
        Await.until("the first answers", BEGUN_MAX, () -> storm.asked() > AT_A_TIME);
        return storm;
    }

    private void create() {
        boolean proven = asked.incrementAndGet() % 2 == 0;
        try {
            Answer answer = installation.cluster().api().create(path, """
                    metadata: {generateName: storm-}
                    spec:
                      schedulingGates: [{name: example.com/never}]
                      containers: [{name: app, image: "%s"}]
                    """.formatted(
                            proven ? installation.signed() : installation.unsigned()));
            boolean asItShould = proven ? answer.code() == 201 : answer.reason().equals("NO_SIG");
            if (!asItShould) {
                wrong.add(answer.code() + " " + answer.body());
            }
        } catch (UncheckedIOException e) {
            wrong.add(e.toString());
        }
    }

    /// Ends it.
    ///
    /// @return what was answered otherwise than it should
    List<String> end() {
        threads.close();
        runs.stream()
                .filter(run -> run.state() == Future.State.FAILED)
                .forEach(run -> wrong.add(run.exceptionNow().toString()));
        return List.copyOf(wrong);
    }

    /// How many Pods there were, the denied ones too.
    int asked() {
        return asked.get();
    }

    @Override
    public void close() {
        end();
    }
}
