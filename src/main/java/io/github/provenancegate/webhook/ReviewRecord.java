package io.github.provenancegate.webhook;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;

/// A log record about a review: one readable line where the log is text, fields of their own where it is JSON.
final class ReviewRecord extends ExtLogRecord {
    private static final long serialVersionUID = 1L;

    private final String brief;
    private final transient Map<String, Object> fields;

    /// @param line all that the fields say
    /// @param brief what stands as message beside the fields
    /// @param fields texts and numbers, safe to print
    ReviewRecord(Level level, String line, String brief, Map<String, Object> fields) {
        super(level, line, FormatStyle.NO_FORMAT, ReviewRecord.class.getName());
        this.brief = brief;
        this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    Map<String, Object> fields() {
        return fields;
    }

    /// The record with the brief message and without the fields.
    ExtLogRecord withoutFields() {
        ExtLogRecord plain = new ExtLogRecord(this);
        plain.setMessage(brief, FormatStyle.NO_FORMAT);
        return plain;
    }
}
