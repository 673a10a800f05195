module provenance-gate.github.io/harness/pause

go 1.26.0
