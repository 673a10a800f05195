package io.github.provenancegate.verify;

/// What goes along with every question to a port: until when the answer is of use, who listens, and on whose
/// behalf it is asked.
public record Inquiry(Deadline deadline, Observer observer, Asker asker) {
    /// A question of our own.
    public Inquiry(Deadline deadline, Observer observer) {
        this(deadline, observer, Asker.OURSELVES);
    }

    /// The same question, with somebody else to listen.
    public Inquiry heardBy(Observer other) {
        return new Inquiry(deadline, other, asker);
    }

    /// The same question with another deadline.
    public Inquiry within(Deadline other) {
        return new Inquiry(other, observer, asker);
    }
}
