-- The expressions in the definitions of some tables. Parameter: table OIDs. Defaults that a sequence's column has are among them.
with wanted as (
  select c.oid, n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = any (?)
), part as (
  select w.oid, 'column' as kind, a.attname::text as name, pg_get_expr(d.adbin, d.adrelid) as expression
  from wanted w join pg_attrdef d on d.adrelid = w.oid join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
  union all
  select w.oid, 'constraint', c.conname, pg_get_expr(c.conbin, c.conrelid) from wanted w join pg_constraint c on c.conrelid = w.oid and c.contype = 'c'
  union all
  select w.oid, 'index', x.relname, e.expression
  from wanted w join pg_index i on i.indrelid = w.oid join pg_class x on x.oid = i.indexrelid
  cross join lateral (values (pg_get_expr(i.indexprs, i.indrelid)), (pg_get_expr(i.indpred, i.indrelid))) e(expression)
  union all
  select w.oid, 'statistics object', s.stxname, pg_get_expr(s.stxexprs, s.stxrelid) from wanted w join pg_statistic_ext s on s.stxrelid = w.oid
  union all
  select w.oid, 'partition key', '', pg_get_expr(p.partexprs, p.partrelid) from wanted w join pg_partitioned_table p on p.partrelid = w.oid
)
select w.schema, w.name as table_name, p.kind, p.name, p.expression
from part p join wanted w on w.oid = p.oid
where p.expression is not null
order by 1, 2, 3, 4, 5
