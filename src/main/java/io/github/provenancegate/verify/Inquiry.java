package io.github.provenancegate.verify;

/// What goes along with every question to a port: until when the answer is of use, and who listens.
public record Inquiry(Deadline deadline, Observer observer) {}
