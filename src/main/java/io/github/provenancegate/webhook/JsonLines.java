package io.github.provenancegate.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.logging.json.runtime.JsonFormatter;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.logging.Handler;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.LogContext;

/// The framework's JSON lines, and in those about reviews each field of the review as a field of the line. The
/// framework itself knows only fields that are the same in every line, or one object for all of them (`mdc`).
final class JsonLines extends ExtFormatter {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final ExtFormatter plain;

    /// @param plain writes one JSON object for each record
    JsonLines(ExtFormatter plain) {
        this.plain = plain;
    }

    @Override
    public String format(ExtLogRecord logged) {
        if (!(logged instanceof ReviewRecord review)) {
            return plain.format(logged);
        }
        String line = plain.format(review.withoutFields());
        int end = line.lastIndexOf('}');
        try {
            String fields = MAPPER.writeValueAsString(review.fields());
            return line.substring(0, end) + ',' + fields.substring(1, fields.length() - 1) + line.substring(end);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("texts and numbers have a JSON form", impossible);
        }
    }

    @Override
    public boolean isCallerCalculationRequired() {
        return plain.isCallerCalculationRequired();
    }

    /// Puts itself before the formatters that the framework was told to write JSON with.
    @Singleton
    static class Installation {
        void start(@Observes StartupEvent event) {
            install(LogContext.getLogContext().getLogger("").getHandlers());
        }

        private static void install(Handler[] handlers) {
            for (Handler handler : handlers) {
                if (handler.getFormatter() instanceof JsonFormatter json) {
                    handler.setFormatter(new JsonLines(json));
                }
                if (handler instanceof ExtHandler nesting) {
                    install(nesting.getHandlers());
                }
            }
        }
    }
}
