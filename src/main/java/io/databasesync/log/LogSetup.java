package io.databasesync.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import java.util.Map;
import java.util.Objects;

/// Sets the log up: everything to stderr. `DBSYNC_LOG_FORMAT=json` in a pod; `DBSYNC_LOG_LEVEL`, otherwise what the
/// command sets. In Java, because each start would have to read and interpret XML. A file that
/// `logback.configurationFile` names is read instead.
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static final Map<String, Level> QUIET = Map.of(
            "org.flywaydb",
            Level.WARN,
            "io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils", // v1alpha1, we know
            Level.ERROR,
            "io.javaoperatorsdk",
            Level.WARN,
            "Default ConfigurationService implementation",
            Level.WARN);

    @Override
    public ExecutionStatus configure(LoggerContext logs) {
        if (System.getProperty("logback.configurationFile") != null
                || LogSetup.class.getResource("/logback-test.xml") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        logs.getStatusManager().add(new NopStatusListener());
        QUIET.forEach((name, level) -> logs.getLogger(name).setLevel(level));
        Logger root = logs.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(setting("DBSYNC_LOG_LEVEL", "dbsync.log.level"), Level.INFO));
        root.addAppender(
                appender(logs, "json".equals(System.getenv("DBSYNC_LOG_FORMAT")) ? new JsonLines() : new TextLines()));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static String setting(String variable, String property) {
        return Objects.requireNonNullElse(System.getenv(variable), System.getProperty(property, ""));
    }

    private static ConsoleAppender<ILoggingEvent> appender(LoggerContext logs, EncoderBase<ILoggingEvent> lines) {
        lines.setContext(logs);
        lines.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(logs);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(lines);
        appender.start();
        return appender;
    }
}
