package io.github.provenancegate.harness;

import java.nio.file.Path;
import java.util.List;

/// The real programs, each named by the Go module of `src/test/harness` that pins it.
public enum GoTool {
    ETCD("etcd", "etcd", "go.etcd.io/etcd/server/v3", ""),
    KUBE_APISERVER("kube-apiserver", "kubernetes", "k8s.io/kubernetes", "/cmd/kube-apiserver"),
    KUBE_CONTROLLER_MANAGER(
            "kube-controller-manager", "kubernetes", "k8s.io/kubernetes", "/cmd/kube-controller-manager"),
    KUBE_SCHEDULER("kube-scheduler", "kubernetes", "k8s.io/kubernetes", "/cmd/kube-scheduler"),
    KUBE_PROXY("kube-proxy", "kubernetes", "k8s.io/kubernetes", "/cmd/kube-proxy"),
    KUBELET("kubelet", "kubernetes", "k8s.io/kubernetes", "/cmd/kubelet"),
    KUBECTL("kubectl", "kubernetes", "k8s.io/kubernetes", "/cmd/kubectl"),
    CONTAINERD("containerd", "containerd", "github.com/containerd/containerd/v2", "/cmd/containerd"),
    CONTAINERD_SHIM(
            "containerd-shim-runc-v2",
            "containerd",
            "github.com/containerd/containerd/v2",
            "/cmd/containerd-shim-runc-v2"),
    CTR("ctr", "containerd", "github.com/containerd/containerd/v2", "/cmd/ctr"),
    /// Ours: says that it runs, and waits.
    PAUSE("pause", "pause", "provenance-gate.github.io/harness/pause", ""),
    REGISTRY("registry", "registry", "github.com/distribution/distribution/v3", "/cmd/registry"),
    COSIGN("cosign", "cosign", "github.com/sigstore/cosign/v3", "/cmd/cosign"),
    HELM("helm", "helm", "helm.sh/helm/v4", "/cmd/helm"),
    HELM_3("helm", "helm3", "helm.sh/helm/v3", "/cmd/helm"),
    KUBECONFORM("kubeconform", "kubeconform", "github.com/yannh/kubeconform", "/cmd/kubeconform"),
    PROMTOOL("promtool", "promtool", "github.com/prometheus/prometheus", "/cmd/promtool");

    private final String program;
    private final String module;
    private final String source;
    private final String command;

    GoTool(String program, String module, String source, String command) {
        this.program = program;
        this.module = module;
        this.source = source;
        this.command = command;
    }

    /// The program's file, built first if the user's cache does not hold it yet (a minute or several, once).
    ///
    /// Where Go is missing the calling test is skipped or failed ([MissingPart]); a build that fails is an
    /// error.
    public Path binary() {
        return GoToolCache.ofUser().binary(this);
    }

    String program() {
        return program;
    }

    /// The folder in `src/test/harness`.
    String module() {
        return module;
    }

    /// The path of the module that holds the program's source.
    String source() {
        return source;
    }

    /// The path of the program's main package.
    String mainPackage() {
        return source + command;
    }

    /// What the linker is told: no symbol tables, and for Kubernetes the version that `go build` does not know.
    ///
    /// @param version such as `v1.37.2`
    String linkerFlags(String version) {
        var slim = "-s -w";
        if (!source.equals("k8s.io/kubernetes")) {
            return slim;
        }
        var parts = List.of(version.substring(1).split("\\.", -1));
        var variable = " -X k8s.io/component-base/version.";
        return slim
                + variable + "gitVersion=" + version
                + variable + "gitMajor=" + parts.getFirst()
                + variable + "gitMinor=" + parts.get(1);
    }
}
