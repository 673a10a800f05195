/// Kubernetes' documents to our words and back: policy documents ([PolicyDocuments]), reviews of admissions and the
/// answers to them.
///
/// Everything here is read from outside and bounded: each limit is a named constant that says what it protects. Nothing
/// here talks to a cluster.
package io.github.provenancegate.kubernetes;
