/// The API server behind our ports: what a running cluster says, asked through the Kubernetes client. The
/// documents themselves are read in package `kubernetes`; nothing here decides anything.
///
/// The client is a way out of the process beside the transport: the API server is named by the kubeconfig or
/// the service account alone, never by an image or an answer, and its client brings its own TLS and
/// credentials.
package io.github.provenancegate.cluster;
