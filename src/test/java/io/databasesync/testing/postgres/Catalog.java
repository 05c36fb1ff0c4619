package io.databasesync.testing.postgres;

import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// Catalog queries that give the same result on every major version.
final class Catalog {
    /// Settings that affect the text form of values and definitions.
    static final String SETTINGS = """
        set search_path = ''; set timezone = 'UTC'; set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres';
        set extra_float_digits = 3; set bytea_output = 'hex'; set xmloption = 'content'; set lc_monetary = 'C';
        set plan_cache_mode = 'force_generic_plan'\
        """;

    /// All visible objects of a database, by name, outside of PostgreSQL's and our own schemas.
    static final String OBJECTS = """
        with own as (select oid, nspname from pg_namespace
          where nspname !~ '^pg_' and nspname not in ('information_schema', 'databasesync'))
        select line from (
          select format('%I.%I %s', nspname, relname, relkind) as line from pg_class
            join own on own.oid = relnamespace
          union all select format('%I.%I type %s', nspname, typname, typtype) from pg_type
            join own on own.oid = typnamespace
          union all select format('%I.%I(%s)', nspname, proname, pg_get_function_arguments(pg_proc.oid))
            from pg_proc join own on own.oid = pronamespace
          union all select format('extension %I %s', extname, extversion) from pg_extension
          union all select format('publication %I %s', pubname, puballtables) from pg_publication
        ) all_of_them order by line collate "C\"\
        """;

    private static final List<String> DEFINITION = List.of("""
        select format('%s persistence %s kind %s partitioned %s comment %s', t.oid::regclass, relpersistence,
          relkind,
          pg_get_partkeydef(t.oid), obj_description(t.oid, 'pg_class')) from t\
        """, """
        select format('%s column %I %s%s%s%s%s%s comment %s', t.oid::regclass, attname, format_type(atttypid,
          atttypmod),
          case when attcollation <> (select typcollation from pg_type where pg_type.oid = atttypid)
            then ' collate ' || (select collname from pg_collation where pg_collation.oid = attcollation) end,
          case when attnotnull then ' not null' end,
          case when attidentity <> '' then ' identity ' || attidentity::text end,
          case when attgenerated <> '' then ' generated ' || attgenerated::text end,
          ' default ' || pg_get_expr(adbin, adrelid), col_description(t.oid, attnum))
        from t join pg_attribute on attrelid = t.oid left join pg_attrdef on adrelid = attrelid and adnum = attnum
        where attnum > 0 and not attisdropped\
        """, """
        select format('%s constraint %I %s validated %s comment %s', t.oid::regclass, conname,
          pg_get_constraintdef(c.oid),
          convalidated, obj_description(c.oid, 'pg_constraint'))
        from t join pg_constraint c on conrelid = t.oid where contype not in ('n', 't')
          -- the server does not keep the validity of those that are about each partition of the referenced table
          and not exists (select from pg_constraint p where p.oid = c.conparentid and p.conrelid = c.conrelid)\
        """, """
        select format('%s %s valid %s ready %s clustered %s comment %s', t.oid::regclass,
          pg_get_indexdef(indexrelid),
          indisvalid, indisready, indisclustered, obj_description(indexrelid, 'pg_class'))
        from t join pg_index on indrelid = t.oid\
        """, """
        select format('%s statistics %s', t.oid::regclass, pg_get_statisticsobjdef(s.oid))
        from t join pg_statistic_ext s on stxrelid = t.oid\
        """, """
        select distinct format('type %s %s not null %s default %s: %s%s%s comment %s', y.oid::regtype, y.typtype,
          y.typnotnull, coalesce(pg_get_expr(y.typdefaultbin, 0), y.typdefault),
          case when y.typtype = 'd' then format_type(y.typbasetype, y.typtypmod) end,
          (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder)
           from pg_enum where enumtypid = y.oid),
          (select string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' order by a.attnum)
           from pg_attribute a where a.attrelid = y.typrelid and a.attnum > 0 and not a.attisdropped),
          obj_description(y.oid, 'pg_type'))
        from t join pg_attribute c on c.attrelid = t.oid join pg_type column_type on column_type.oid = c.atttypid
        join pg_type y on y.oid in (column_type.oid, column_type.typelem)
        where c.attnum > 0 and not c.attisdropped and y.typtype in ('e', 'd', 'c')\
        """, """
        select distinct format('type %s %s', y.oid::regtype, pg_get_constraintdef(k.oid))
        from t join pg_attribute on attrelid = t.oid join pg_type y on y.oid = atttypid
        join pg_constraint k on k.contypid = y.oid where k.contype = 'c' and attnum > 0 and not attisdropped\
        """, """
        select format('%s sequence %s of %s: %s', t.oid::regclass, s.seqrelid::regclass, attname, concat_ws(' ',
          format_type(seqtypid, null), seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle))
        from t join pg_depend d on d.refobjid = t.oid and d.refclassid = 'pg_class'::regclass
          and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
        join pg_sequence s on s.seqrelid = d.objid
        join pg_attribute on attrelid = t.oid and attnum = d.refobjsubid\
        """);

    private static final List<String> SURROUNDINGS =
            List.of("""
        select format('%s owner %s grants %s options %s rls %s %s replica identity %s', t.oid::regclass,
          relowner::regrole, (select string_agg(g::text, ' ' order by g::text) from unnest(relacl) g), reloptions,
          relrowsecurity, relforcerowsecurity, relreplident) from t\
        """, """
        select format('%s column %I grants %s options %s statistics %s storage %s %s', t.oid::regclass, attname,
          (select string_agg(g::text, ' ' order by g::text) from unnest(attacl) g),
          (select array_agg(o) from unnest(attoptions) o where o !~ '^pg_attver='),
            nullif(attstattarget, -1), attstorage, attcompression)
        from t join pg_attribute on attrelid = t.oid where attnum > 0 and not attisdropped\
        """, """
        select format('%s inherits %s', t.oid::regclass, inhparent::regclass)
        from t join pg_inherits on inhrelid = t.oid\
        """, """
        select format('%s enabled %s comment %s', pg_get_triggerdef(g.oid), tgenabled, obj_description(g.oid,
          'pg_trigger'))
        from t join pg_trigger g on tgrelid = t.oid where not tgisinternal\
        """, """
        select format('%s foreign key %I of %s: %s enabled %s', t.oid::regclass, conname, conrelid::regclass,
          tgfoid::regproc, tgenabled)
        from t join pg_trigger g on tgrelid = t.oid join pg_constraint c on c.oid = tgconstraint
        where tgisinternal and tgenabled <> 'O'\
        """, """
        select format('%s policy %I %s %s to %s using %s check %s', t.oid::regclass, polname, polcmd, polpermissive,
          (select string_agg(r::regrole::text, ', ' order by r::regrole::text) from unnest(polroles) r),
          pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
        from t join pg_policy on polrelid = t.oid\
        """, """
        select format('%s enabled %s comment %s', pg_get_ruledef(r.oid), ev_enabled, obj_description(r.oid,
          'pg_rewrite'))
        from t join pg_rewrite r on ev_class = t.oid\
        """, """
        select distinct format('%s needs %s comment %s', pg_get_ruledef(r.oid), t.oid::regclass,
          obj_description(r.oid, 'pg_rewrite'))
        from t join pg_depend d on d.refobjid = t.oid and d.refclassid = 'pg_class'::regclass
          and d.classid = 'pg_rewrite'::regclass
        join pg_rewrite r on r.oid = d.objid where r.ev_class <> t.oid and r.ev_type <> '1'\
        """, """
        select format('%s statistics %s owner %s', t.oid::regclass, stxname, stxowner::regrole)
        from t join pg_statistic_ext on stxrelid = t.oid\
        """, """
        select distinct format('%s reads %s: %s%s owner %s grants %s options %s comment %s', v.oid::regclass,
          t.oid::regclass,
          v.relkind, pg_get_viewdef(v.oid), v.relowner::regrole, v.relacl, v.reloptions, obj_description(v.oid,
            'pg_class'))
        from t join pg_depend d on d.refobjid = t.oid and d.refclassid = 'pg_class'::regclass
          and d.classid = 'pg_rewrite'::regclass
        join pg_rewrite r on r.oid = d.objid join pg_class v on v.oid = r.ev_class where v.oid <> t.oid\
        """, """
        select distinct format('%s uses %s: %s %s', p.oid::regprocedure, t.oid::regclass, pg_get_functiondef(p.oid),
          proacl)
        from t join pg_depend d on d.classid = 'pg_proc'::regclass
          and (d.refobjid = t.oid and d.refclassid = 'pg_class'::regclass
            or d.refobjid in (t.reltype, (select typarray from pg_type where oid = t.reltype)))
        join pg_proc p on p.oid = d.objid\
        """, """
        select format('%s from outside: %s validated %s', c.conrelid::regclass, pg_get_constraintdef(c.oid),
          convalidated)
        from t join pg_constraint c on confrelid = t.oid where contype = 'f' and conparentid = 0
          and conrelid not in (select oid from t)\
        """, """
        select format('%s published by %I where %s columns %s', t.oid::regclass, pubname, pg_get_expr(prqual,
          prrelid), prattrs)
        from t join pg_publication_rel on prrelid = t.oid join pg_publication p on p.oid = prpubid\
        """);

    private static final String SEQUENCES = """
        select s.seqrelid::regclass from t join pg_depend d on d.refobjid = t.oid
          and d.refclassid = 'pg_class'::regclass and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
        join pg_sequence s on s.seqrelid = d.objid\
        """;

    private Catalog() {}

    /// A test asks for it many times, and planning takes most of it: the queries are prepared, over OIDs.
    static Structure structure(TestDatabase database, Collection<TableName> tables) {
        Long[] oids = oids(database, tables);
        List<String> sequences = new ArrayList<>();
        for (String sequence : database.column(of(SEQUENCES), oids)) {
            String state = database.value("select concat(last_value, ' called ', is_called) from " + sequence);
            sequences.add(sequence + " " + state);
        }
        return new Structure(
                lines(database, oids, DEFINITION),
                sequences.stream().sorted().toList(),
                lines(database, oids, SURROUNDINGS));
    }

    private static Long[] oids(TestDatabase database, Collection<TableName> tables) {
        String names = tables.stream().map(Catalog::literals).collect(Collectors.joining(", "));
        return database
                .column("select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace "
                        + "where (n.nspname, c.relname) in (values %s)".formatted(names))
                .stream()
                .map(Long::valueOf)
                .toArray(Long[]::new);
    }

    private static List<String> lines(TestDatabase database, Long[] oids, List<String> queries) {
        return queries.stream()
                .flatMap(query -> database.column(of(query), oids).stream().sorted())
                .toList();
    }

    /// @return the query with the tables as `t`
    private static String of(String query) {
        return "with t as (select * from pg_class where oid = any (?)) " + query;
    }

    static String literals(TableName table) {
        return "(%s, %s)".formatted(TestDatabase.literal(table.schema()), TestDatabase.literal(table.name()));
    }
}
