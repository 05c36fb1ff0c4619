-- What the planner knows about the rows of one table (?), as JSON; no row if it knows too little, or if many rows were
-- written since. For version 17 or newer: older ones lack columns. Amounts of money depend on a setting.
select s.statistics
from (
  select jsonb_build_object(
           'version', current_setting('server_version_num')::int,
           'target', current_setting('default_statistics_target'),
           'encoding', getdatabaseencoding(),
           'columns', jsonb_agg(jsonb_build_object(
             'name', a.attname,
             'type', format_type(a.atttypid, a.atttypmod),
             'ordering', @ordering@,
             'null_frac', s.null_frac,
             'avg_width', s.avg_width,
             'n_distinct', s.n_distinct,
             'most_common_vals', s.most_common_vals::text,
             'most_common_freqs', s.most_common_freqs::text,
             'histogram_bounds', s.histogram_bounds::text,
             'correlation', s.correlation,
             'most_common_elems', s.most_common_elems::text,
             'most_common_elem_freqs', s.most_common_elem_freqs::text,
             'elem_count_histogram', s.elem_count_histogram::text,
             'range_length_histogram', s.range_length_histogram::text,
             'range_empty_frac', s.range_empty_frac,
             'range_bounds_histogram', s.range_bounds_histogram::text)))::text as statistics
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_stat_all_tables w on w.relid = c.oid
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_stats s on s.schemaname = n.nspname and s.tablename = c.relname and s.attname = a.attname and not s.inherited
  where c.oid = ?
    and coalesce(w.last_analyze, w.last_autoanalyze) is not null
    and w.n_mod_since_analyze * 10 <= c.reltuples
  having bool_and(s.attname is not null and a.atttypid <> 'money'::regtype)
) s
where length(s.statistics) < 512 * 1024
