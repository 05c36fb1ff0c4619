package io.databasesync.testing.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Column types, and values of them that are hard to copy: limits, special values, empty and unusual ones.
public final class GeneratedValues {
    private static final int TEXT_LENGTH = 40;
    /// Parts of texts besides letters: syntax of COPY, of arrays, rows and JSON, and characters of every length.
    private static final List<String> PIECES = List.of(
            "\\",
            "\\.",
            "\\N",
            "\n",
            "\r\n",
            "\t",
            "\"",
            "'",
            ",",
            "{",
            "}",
            "(",
            ")",
            "NULL",
            " ",
            "",
            "%s",
            "$1",
            "?",
            "--",
            "/*",
            "\u0001",
            "\u007f",
            "\u00e4",
            "\u202e",
            "\ufeff",
            "\u4e2d",
            "\ud83d\udc18",
            "e\u0301",
            "\uffff");

    private final Random random;

    public GeneratedValues(Random random) {
        this.random = random;
    }

    /// A column type.
    ///
    /// @param index an access method that can index it, or none
    /// @param values as text; for some types the class generates more
    public record ColumnType(String name, String index, List<String> values) {
        boolean unique() {
            return index.equals("btree");
        }
    }

    public static final List<ColumnType> TYPES = List.of(
            type("smallint", "btree", "-32768", "32767", "0"),
            type("int", "btree", "-2147483648", "2147483647", "0"),
            type("bigint", "btree", "-9223372036854775808", "9223372036854775807", "0"),
            type("numeric", "btree", "NaN", "Infinity", "-Infinity", "0.000", "-1e-200", "1e300", "1.10"),
            type("numeric(12,3)", "btree", "NaN", "-999999999.999", "0.001"),
            type("real", "btree", "NaN", "Infinity", "-Infinity", "-0", "1e-45", "3.4028235e38", "0.1"),
            type("double precision", "btree", "NaN", "Infinity", "-Infinity", "-0", "5e-324", "0.1", "1e300"),
            type("money", "btree", "-92233720368547758.08", "0.01"),
            type("boolean", "btree", "t", "f"),
            type("text", "btree", "", " ", "NULL"),
            type("varchar(50)", "btree", "", "x"),
            type("char(5)", "hash", "", "ab", "abcde"),
            type("\"char\"", "btree", "", "x"),
            type("name", "btree", "", "a name"),
            type("bytea", "btree", "\\x", "\\x00ff5c0a0d", "\\x27"),
            type("date", "btree", "infinity", "-infinity", "4713-01-01 BC", "5874897-12-31", "2000-02-29"),
            type("time", "btree", "24:00", "00:00:00.000001", "12:00"),
            type("timetz", "btree", "24:00:00+14", "00:00-12"),
            type("timestamp", "btree", "infinity", "-infinity", "4713-01-01 BC", "294276-12-31 23:59:59.999999"),
            type("timestamptz(3)", "btree", "infinity", "-infinity", "2020-03-29 02:30:00.123 Europe/Berlin"),
            type("interval", "btree", "-1 year 2 days -03:04:05.000006", "178000000 years", "0"),
            type("uuid", "hash", "00000000-0000-0000-0000-000000000000", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
            type("json", "", "{\"b\": 1,  \"a\": null, \"a\": 2}", "[]", "\"\\u00e4\"", "null"),
            type("jsonb", "gin", "{\"z\": [null, 1e400, {\"\": \"\"}]}", "null", "{}", "\"\\\\N\""),
            type("jsonpath", "", "$.a[*] ? (@ > 1)"),
            type("inet", "btree", "10.1.2.3/8", "::1", "0.0.0.0/0"),
            type("cidr", "btree", "10.0.0.0/8", "::1/128"),
            type("macaddr", "btree", "08:00:2b:01:02:03"),
            type("macaddr8", "btree", "08:00:2b:01:02:03:04:05"),
            type("bit(5)", "btree", "10101", "00000"),
            type("bit varying", "btree", "", "1", "101010101"),
            type("tsvector", "gist", "'a b':1A,2B 'c''d':3", ""),
            type("tsquery", "", "'a' & !'b' <-> 'c':*A", ""),
            type("point", "gist", "(1e-300,-0)", "(0,0)"),
            type("box", "gist", "((1,1),(0,0))"),
            type("path", "", "[(0,0),(1,1)]", "((0,0),(1,1))"),
            type("polygon", "gist", "((0,0),(1,1),(1,0))"),
            type("circle", "gist", "<(0,0),1.5>"),
            type("lseg", "", "[(0,0),(1,1)]"),
            type("line", "", "{1,2,3}"),
            type("int4range", "gist", "empty", "[1,5)", "(,)"),
            type("int8range", "gist", "empty", "[1,5)", "(,3]"),
            type("numrange", "gist", "(,1.5]", "[NaN,]", "empty"),
            type("daterange", "gist", "[2020-01-01,infinity)", "empty"),
            type("tsrange", "gist", "[\"2020-01-01 00:00\",)", "empty"),
            type("tstzrange", "gist", "[\"2020-01-01 00:00+00\",infinity)"),
            type("nummultirange", "gist", "{}", "{[1,2),[3,4]}"),
            type("pg_lsn", "btree", "16/B374D848", "0/0"),
            type("oid", "btree", "0", "4294967295"),
            type("\"odd Schema\".mood", "btree", "sad", "it's ok", "Happy \"\\", ""),
            type("positive", "btree", "0.01", "12345678.90"),
            type("\"odd Schema\".\"Home Address\"", "", "(\"a \"\"b\"\", (c)\",,1)", "(,,)", "(\"\",\"\\\\\",-1)"),
            type("float_range", "gist", "empty", "[1,2)", "(,Infinity]"),
            type("hstore", "gin", "", "\"a\"=>NULL, \"\"=>\"\\\\\""),
            type("citext", "btree", "", "AbC"),
            type("ltree", "gist", "", "a.b.c"),
            type("cube", "gist", "(1,2),(3,4)", "(0)"));

    private static ColumnType type(String name, String index, String... values) {
        return new ColumnType(name, index, List.of(values));
    }

    public ColumnType anyType() {
        ColumnType type = TYPES.get(random.nextInt(TYPES.size()));
        return random.nextInt(5) == 0 ? new ColumnType(type.name() + "[]", "", type.values()) : type;
    }

    /// An SQL expression of that type.
    public String value(ColumnType type) {
        if (!type.name().endsWith("[]")) {
            return literal(text(type));
        }
        ColumnType element =
                new ColumnType(type.name().substring(0, type.name().length() - 2), type.index(), type.values());
        String elements = IntStream.range(0, random.nextInt(4))
                .mapToObj(_ -> random.nextInt(4) == 0 ? "null" : literal(text(element)))
                .collect(Collectors.joining(", "));
        return "array[%s]::%s".formatted(elements, type.name());
    }

    private String text(ColumnType type) {
        if (random.nextInt(3) == 0) {
            return type.values().get(random.nextInt(type.values().size()));
        }
        return switch (type.name()) {
            case "text", "citext" -> text();
            case "varchar(50)", "name" ->
                text().codePoints()
                        .limit(15)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            case "int", "smallint", "bigint", "numeric", "oid" -> String.valueOf(random.nextInt(30000));
            case "double precision" -> String.valueOf(random.nextGaussian());
            case "real" -> String.valueOf((float) random.nextGaussian());
            case "bytea" -> "\\x" + "%08x".formatted(random.nextInt()).repeat(random.nextInt(20));
            case "timestamp", "timestamptz(3)", "date" ->
                "%d-%02d-%02d 12:34:56.789"
                        .formatted(1000 + random.nextInt(3000), 1 + random.nextInt(12), 1 + random.nextInt(28));
            default -> type.values().get(random.nextInt(type.values().size()));
        };
    }

    public String text() {
        List<String> pieces = new ArrayList<>();
        for (int i = random.nextInt(TEXT_LENGTH); i > 0; i--) {
            pieces.add(
                    random.nextBoolean()
                            ? PIECES.get(random.nextInt(PIECES.size()))
                            : String.valueOf((char) ('a' + random.nextInt(26))));
        }
        return String.join("", pieces);
    }

    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
