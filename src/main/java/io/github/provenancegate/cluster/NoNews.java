package io.github.provenancegate.cluster;

import io.github.provenancegate.policy.PolicyStanding;
import io.github.provenancegate.policy.PolicyWatch.News;

/// For whoever reads once and asks afterwards.
enum NoNews implements News {
    INSTANCE;

    @Override
    public void listed() {}

    @Override
    public void changed(PolicyStanding standing) {}

    @Override
    public void removed(String policy) {}
}
