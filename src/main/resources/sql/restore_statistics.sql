-- Writes statistics (the first ?, as read_statistics makes them) to a new table (the second ?) with so many rows (the
-- third ?), and says whether it could. It cannot if anything about a column differs, or if the table has statistics of
-- other kinds, of expressions for example. For version 18 or newer.
with given as (select ?::jsonb as statistics),
staged as (
  select c.oid, n.nspname::text as schema, c.relname::text as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.oid = ?::regclass
),
columns as (
  select a.attname::text as column_name,
         g.name is not null and coalesce(a.attstattarget, -1) = -1 as fits,
         g.*
  from staged
  join pg_attribute a on a.attrelid = staged.oid and a.attnum > 0 and not a.attisdropped
  cross join given
  left join jsonb_to_recordset(given.statistics -> 'columns') as g (
    name text, type text, ordering text, null_frac real, avg_width int, n_distinct real, most_common_vals text,
    most_common_freqs real[], histogram_bounds text, correlation real, most_common_elems text,
    most_common_elem_freqs real[], elem_count_histogram real[], range_length_histogram text, range_empty_frac real,
    range_bounds_histogram text)
    on g.name = a.attname
   and g.type = format_type(a.atttypid, a.atttypmod)
   and g.ordering is not distinct from @ordering@
),
whole as (
  select coalesce((select bool_and(columns.fits) from columns), false)
         and given.statistics ->> 'target' = current_setting('default_statistics_target')
         and given.statistics ->> 'encoding' = getdatabaseencoding()
         and not exists (select from pg_statistic_ext e where e.stxrelid = staged.oid)
         and not exists (select from pg_index i where i.indrelid = staged.oid and i.indexprs is not null)
         and not exists (select from pg_inherits h where staged.oid in (h.inhrelid, h.inhparent))
         and has_function_privilege('pg_catalog.pg_restore_relation_stats("any")', 'execute')
         and has_function_privilege('pg_catalog.pg_restore_attribute_stats("any")', 'execute') as fits,
         (given.statistics ->> 'version')::int as version
  from given, staged
)
select case when not whole.fits then false
       else pg_restore_relation_stats(
              'schemaname', staged.schema, 'relname', staged.name, 'version', whole.version,
              'relpages', (pg_relation_size(staged.oid) / current_setting('block_size')::int)::int,
              'reltuples', ?::real)
            and (
              select bool_and(pg_restore_attribute_stats(
                'schemaname', staged.schema, 'relname', staged.name, 'attname', g.column_name, 'inherited', false,
                'version', whole.version, 'null_frac', g.null_frac, 'avg_width', g.avg_width,
                'n_distinct', g.n_distinct, 'most_common_vals', g.most_common_vals,
                'most_common_freqs', g.most_common_freqs, 'histogram_bounds', g.histogram_bounds,
                'correlation', g.correlation, 'most_common_elems', g.most_common_elems,
                'most_common_elem_freqs', g.most_common_elem_freqs, 'elem_count_histogram', g.elem_count_histogram,
                'range_length_histogram', g.range_length_histogram, 'range_empty_frac', g.range_empty_frac,
                'range_bounds_histogram', g.range_bounds_histogram))
              from columns g)
       end
from staged, whole
