package io.github.provenancegate.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Holds back a report's images until it ends, and writes them in an order of their answers.
public final class SortedReport implements Report {
    private final Report report;
    private final Comparator<ImageReport> order;
    private final List<ImageReport> images = new ArrayList<>();

    public SortedReport(Report report, Comparator<ImageReport> order) {
        this.report = report;
        this.order = order;
    }

    @Override
    public void add(ImageReport image) {
        images.add(image);
    }

    @Override
    public void close() {
        images.stream().sorted(order).forEach(report::add);
        report.close();
    }
}
