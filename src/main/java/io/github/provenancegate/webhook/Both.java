package io.github.provenancegate.webhook;

import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.verify.Examination;
import io.github.provenancegate.verify.Observer;
import java.time.Duration;
import java.util.List;

/// Tells two observers.
record Both(Observer first, Observer second) implements Observer {
    @Override
    public Observer examining(ImageReference image) {
        return new Both(first.examining(image), second.examining(image));
    }

    @Override
    public void examined(List<Examination> answers) {
        first.examined(answers);
        second.examined(answers);
    }

    @Override
    public void requested(Request request) {
        first.requested(request);
        second.requested(request);
    }

    @Override
    public void avoided(String host, NamedBy namedBy, Avoidance why, Duration remaining) {
        first.avoided(host, namedBy, why, remaining);
        second.avoided(host, namedBy, why, remaining);
    }

    @Override
    public void stepped(Step step, Duration took) {
        first.stepped(step, took);
        second.stepped(step, took);
    }

    @Override
    public void lookedUp(Matter matter, Source source) {
        first.lookedUp(matter, source);
        second.lookedUp(matter, source);
    }
}
