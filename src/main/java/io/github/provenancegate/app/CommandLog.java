package io.github.provenancegate.app;

import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/// The log of a command: on standard error, because nothing but the document may be on standard output.
/// (`serve` logs as the framework does.)
final class CommandLog {
    /// Loggers are held weakly: without this the level would be forgotten.
    private static final Logger ROOT = Logger.getLogger("");

    private CommandLog() {}

    static void toStandardError(Settings.LogLevel level) {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        Handler handler = new Flushing();
        handler.setLevel(Level.ALL);
        ROOT.addHandler(handler);
        ROOT.setLevel(levelOf(level));
    }

    private static Level levelOf(Settings.LogLevel level) {
        return switch (level) {
            case ERROR -> Level.SEVERE;
            case WARN -> Level.WARNING;
            case INFO -> Level.INFO;
            case DEBUG -> Level.FINE;
            case TRACE -> Level.FINEST;
        };
    }

    private static final class Flushing extends StreamHandler {
        Flushing() {
            super(System.err, new Line());
        }

        @Override
        public synchronized void publish(LogRecord logRecord) {
            super.publish(logRecord);
            flush();
        }
    }

    private static final class Line extends Formatter {
        @Override
        public String format(LogRecord logRecord) {
            String line = logRecord.getLevel() + " " + logRecord.getLoggerName() + ": " + formatMessage(logRecord);
            return logRecord.getThrown() == null
                    ? line + "\n"
                    : line + ": " + logRecord.getThrown() + "\n" + stack(logRecord.getThrown());
        }

        private static String stack(Throwable thrown) {
            StringBuilder lines = new StringBuilder();
            for (StackTraceElement element : thrown.getStackTrace()) {
                lines.append("    at ").append(element).append('\n');
            }
            return lines.toString();
        }
    }
}
