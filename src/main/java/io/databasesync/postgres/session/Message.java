package io.databasesync.postgres.session;

import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Field;
import org.postgresql.core.Oid;
import org.postgresql.core.ParameterList;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.Tuple;
import org.postgresql.jdbc.PgConnection;

/// Statements that are sent together and answered together: many of them cost one round trip to the server. The first
/// failure ends the message; the server ignores the rest. No statement stays prepared, so this works through
/// transaction poolers.
///
/// The driver waits for an answer after every 250 statements or so: more answers could fill the buffers of both ends.
final class Message {
    /// Rows may fill the buffers between both ends. Then the server waits until we read, and we must not wait until the
    /// server has read more than the buffers hold.
    private static final int LONGEST = 48 * 1024;

    private static final int FLAGS = QueryExecutor.QUERY_ONESHOT | QueryExecutor.QUERY_SUPPRESS_BEGIN;

    private final PgConnection connection;
    private final QueryExecutor executor;

    Message(PgConnection connection) throws SQLException {
        this.connection = connection;
        this.executor = connection.getQueryExecutor();
    }

    /// Sends the questions in order, in as few messages as possible.
    void send(List<? extends Question<?>> questions) throws SQLException {
        List<Question<?>> together = new ArrayList<>();
        int afterRows = 0;
        for (Question<?> question : questions) {
            int more = length(question);
            if ((afterRows > 0 && afterRows + more > LONGEST) || apart(together, question)) {
                sendTogether(together);
                together.clear();
                afterRows = 0;
            }
            together.add(question);
            afterRows = afterRows > 0 ? afterRows + more : question.wantsRows() ? 1 : 0;
        }
        if (!together.isEmpty()) {
            sendTogether(together);
        }
    }

    private static int length(Question<?> question) {
        int length = question.sql().length();
        for (Object parameter : question.parameters()) {
            length += parameter instanceof SqlArray list
                    ? list.elements().stream()
                            .mapToInt(e -> String.valueOf(e).length() + 3)
                            .sum()
                    : String.valueOf(parameter).length();
        }
        return length;
    }

    // The driver would take each `?` for a parameter if there is one.
    private static boolean apart(List<Question<?>> together, Question<?> question) {
        boolean bound = !question.parameters().isEmpty();
        return (question.plain()
                        && together.stream().anyMatch(q -> !q.parameters().isEmpty()))
                || (bound && together.stream().anyMatch(Question::plain));
    }

    private void sendTogether(List<Question<?>> questions) throws SQLException {
        List<Integer> counts = new ArrayList<>();
        for (Question<?> question : questions) {
            counts.add(statements(executor.createSimpleQuery(question.sql())));
        }
        Query all = query(questions);
        if (statements(all) == counts.stream().mapToInt(Integer::intValue).sum()) {
            execute(all, questions, counts);
        } else { // the driver splits the whole in another way than its parts
            for (int i = 0; i < questions.size(); i++) {
                List<Question<?>> one = List.of(questions.get(i));
                execute(query(one), one, List.of(counts.get(i)));
            }
        }
    }

    private Query query(List<Question<?>> questions) throws SQLException {
        String text = questions.stream().map(Question::sql).collect(Collectors.joining("\n;\n"));
        return questions.stream().allMatch(q -> q.parameters().isEmpty())
                ? executor.createSimpleQuery(text)
                : executor.createQuery(text, false, true).query;
    }

    private static int statements(Query query) {
        Query[] parts = query.getSubqueries();
        return parts == null ? 1 : parts.length;
    }

    private void execute(Query query, List<Question<?>> questions, List<Integer> counts) throws SQLException {
        ParameterList parameters = query.createParameterList();
        int index = 1;
        for (Question<?> question : questions) {
            for (Object parameter : question.parameters()) {
                bind(parameters, index++, parameter);
            }
        }
        executor.execute(query, parameters, new Answers(questions, counts), 0, 0, FLAGS);
    }

    private void bind(ParameterList parameters, int index, @Nullable Object parameter) throws SQLException {
        switch (parameter) {
            case null -> parameters.setNull(index, Oid.UNSPECIFIED);
            case String text -> parameters.setStringParameter(index, text, Oid.VARCHAR);
            case Integer number -> parameters.setLiteralParameter(index, number.toString(), Oid.INT4);
            case Long number -> parameters.setLiteralParameter(index, number.toString(), Oid.INT8);
            case Boolean truth -> parameters.setLiteralParameter(index, truth ? "TRUE" : "FALSE", Oid.BOOL);
            case byte[] bytes -> parameters.setBytea(index, bytes, 0, bytes.length);
            case SqlArray list ->
                parameters.setStringParameter(
                        index, list.literal(), connection.getTypeInfo().getPGArrayType(list.type()));
            default ->
                throw new IllegalArgumentException("bind a text, a number, a truth value, bytes or a SqlArray, not a %s"
                        .formatted(parameter.getClass().getSimpleName()));
        }
    }

    /// Hands each result to its question: the server answers each statement with a command tag or with rows.
    private static final class Answers extends ResultHandlerBase {
        private final List<Question<?>> questions;
        private final List<Integer> counts;
        private int question;
        private int statement;

        Answers(List<Question<?>> questions, List<Integer> counts) {
            this.questions = questions;
            this.counts = counts;
        }

        @Override
        public void handleCommandStatus(String status, long updateCount, long insertOid) {
            next(new Question.Result(null, List.of(), updateCount));
        }

        @Override
        public void handleResultRows(Query query, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
            next(new Question.Result(List.of(fields), tuples, tuples.size()));
        }

        // The last statement of a text is the answer to it.
        private void next(Question.Result result) {
            statement++;
            if (statement == counts.get(question)) {
                questions.get(question).answered(result);
                question++;
                statement = 0;
            }
        }

        @Override
        public void handleWarning(SQLWarning warning) {
            // client_min_messages silences them
        }
    }
}
