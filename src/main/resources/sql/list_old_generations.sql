-- Generations that may go. Parameters: the run that just published, how many generations it keeps of its tables, the same again.
with kept as (
  select g.run_id, g.schema_name, c.relname as table_name,
         rank() over (partition by g.schema_name, c.relname order by g.published_at desc) - 1 as newer
  from databasesync.previous_generation g
  join pg_namespace n on n.nspname = g.previous_schema
  join pg_class c on c.relnamespace = n.oid and c.relkind in ('r', 'p') and not c.relispartition -- partitions come and go, and stay with their root
  -- what a rollback took away was replaced by nothing, and goes with the rest of its generation
  where not exists (select from databasesync.replaced_table r where r.run_id = g.run_id and r.schema_name = g.schema_name
                    and r.table_name = c.relname and r.published_oid is null)
), own as (
  select schema_name, table_name from kept where run_id = ?
)
select k.run_id
from kept k
group by k.run_id
having bool_or((k.schema_name, k.table_name) in (select schema_name, table_name from own))
   and bool_and(k.newer >= ?)
   and (? > 0 or bool_and((k.schema_name, k.table_name) in (select schema_name, table_name from own)))
