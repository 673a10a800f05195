/// The real parts that tests run against, each a process of its own on loopback: an API server with etcd and the
/// controller manager ([ControlPlane]), a registry ([DistributionRegistry]) and the packaged product
/// ([ProvgateProcess]).
///
/// The Go programs are built once from the modules in `src/test/harness` and kept in the user's cache folder
/// ([GoTool]). There is no kubelet: a Pod that was admitted stays `Pending`, which is all that admission tests need.
/// Where Pods have to run, root gets a whole node in namespaces of its own ([OneNodeCluster]).
///
/// A part that could be installed skips the test with one line that says why, and fails it under `REQUIRE_ALL=true`;
/// what this user or this machine may not do only skips it ([MissingPart]).
package io.github.provenancegate.harness;
