package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.Sql;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A collation that is not the system's.
///
/// @param spelled its name as the catalogs spell it in definitions of columns
/// @param provider `pg_collation.collprovider`: `c` libc, `i` ICU, `b` builtin
/// @param ctype of libc
/// @param deterministic whether only equal bytes are equal
/// @param rules of ICU
/// @param used by the tables that were asked for
public record UserCollation(
        String schema,
        String name,
        String spelled,
        String provider,
        @Nullable String locale,
        @Nullable String ctype,
        boolean deterministic,
        @Nullable String rules,
        @Nullable String comment,
        boolean used) {
    private static final String ROOT = "und";

    /// Whether both find the same texts equal. Where only equal bytes are equal, the locale does not matter.
    public boolean equates(UserCollation other) {
        return (deterministic && other.deterministic)
                || (deterministic == other.deterministic
                        && provider.equals(other.provider)
                        && Objects.equals(rules, other.rules)
                        && sameLocale(other));
    }

    // Since PostgreSQL 16, the server spells the locales of ICU anew.
    private boolean sameLocale(UserCollation other) {
        String here = plainLocale();
        String there = other.plainLocale();
        return here.equals(there) || here.contains("@") || there.contains("@");
    }

    private String plainLocale() {
        String plain =
                Objects.requireNonNullElse(locale, "").toLowerCase(Locale.ROOT).replace('_', '-');
        return plain.isEmpty() || plain.equals("root") ? ROOT : plain;
    }

    /// How it compares texts, in words.
    public String described() {
        return "%s, locale %s%s%s"
                .formatted(
                        providerName(),
                        Sql.literal(Objects.requireNonNullElse(locale, "")),
                        deterministic ? ", deterministic" : ", not deterministic",
                        rules == null ? "" : ", with rules");
    }

    private String providerName() {
        return switch (provider) {
            case "i" -> "icu";
            case "b" -> "builtin";
            default -> "libc";
        };
    }

    public String createStatement() {
        String of = "c".equals(provider)
                ? "lc_collate = %s, lc_ctype = %s"
                        .formatted(
                                Sql.literal(Objects.requireNonNullElse(locale, "")),
                                Sql.literal(Objects.requireNonNullElse(ctype, "")))
                : "locale = " + Sql.literal(Objects.requireNonNullElse(locale, ""));
        return "CREATE COLLATION %s (provider = %s, %s%s%s)"
                .formatted(
                        spelled,
                        providerName(),
                        of,
                        deterministic ? "" : ", deterministic = false",
                        rules == null ? "" : ", rules = " + Sql.literal(rules));
    }
}
