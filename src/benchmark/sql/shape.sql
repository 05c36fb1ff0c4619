-- What every contender has to bring over, one line each: the lines of source and target must be equal.
-- :'tables' is an array literal of the selected tables. Rows are counted apart.
with selected as (select unnest(:'tables'::text[])::regclass as oid)
select format('column %s.%I %s%s%s%s %s', s.oid, a.attname, format_type(a.atttypid, a.atttypmod),
         case when a.attnotnull then ' not null' else '' end, a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid))
from selected s join pg_attribute a on a.attrelid = s.oid left join pg_attrdef d on d.adrelid = s.oid and d.adnum = a.attnum
where a.attnum > 0 and not a.attisdropped
union all
select format('index %s%s', pg_get_indexdef(i.indexrelid), case when i.indisvalid then '' else ' INVALID' end)
from selected s join pg_index i on i.indrelid = s.oid
union all
select format('constraint %s.%I %s', s.oid, c.conname, pg_get_constraintdef(c.oid))
from selected s join pg_constraint c on c.conrelid = s.oid and c.contype <> 'n'
union all
select format('sequence %s %s', q.oid::regclass, pg_sequence_last_value(q.oid))
from selected s join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = s.oid and d.refobjsubid > 0
  and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
join pg_class q on q.oid = d.objid and q.relkind = 'S'
order by 1;
