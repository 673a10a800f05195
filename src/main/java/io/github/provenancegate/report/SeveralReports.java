package io.github.provenancegate.report;

import java.util.ArrayList;
import java.util.List;

/// The same images in several reports.
public final class SeveralReports implements Report {
    private final List<Report> reports;

    /// @param reports in the order in which they are written and ended
    public SeveralReports(List<Report> reports) {
        this.reports = List.copyOf(reports);
    }

    @Override
    public void add(ImageReport image) {
        reports.forEach(report -> report.add(image));
    }

    /// Ends each, also when another cannot be ended.
    @Override
    public void close() {
        List<RuntimeException> failures = new ArrayList<>();
        for (Report report : reports) {
            try {
                report.close();
            } catch (RuntimeException failed) {
                failures.add(failed);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }
}
