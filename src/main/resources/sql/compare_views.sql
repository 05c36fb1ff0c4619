-- What a view that was made anew uses otherwise than the view it was made from: nothing if it uses the new one of each relation where that one uses the old.
-- Parameters: OIDs of relations that move, OIDs of the new ones, OID of the old view, OID of the new one.
with moved as (
  select * from unnest(?::oid[], ?::oid[]) m(old, new)
), pair as (
  select false as is_new, ?::oid as oid union all select true, ?::oid
), relation as ( -- a relation as its view should name it
  select p.is_new, p.oid as view, c.oid, c.reltype, t.typarray,
         case when p.is_new then coalesce('moving ' || n.old, 'other ' || c.oid || case when o.old is not null then ' which goes away' else '' end)
              else case when o.old is not null then 'moving ' || o.old else 'other ' || c.oid end end as what
  from pair p cross join pg_class c left join moved o on o.old = c.oid left join moved n on n.new = c.oid left join pg_type t on t.oid = c.reltype
  where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c')
), used as (
  select p.is_new, d.deptype::text as kind,
         case d.refclassid
           when 'pg_class'::regclass then coalesce(r.what || ' ' || coalesce((select a.attname::text from pg_attribute a where a.attrelid = d.refobjid and a.attnum = d.refobjsubid and d.refobjsubid <> 0), ''), 'relation ' || d.refobjid)
           when 'pg_type'::regclass then coalesce((select 'row of ' || t.what || case when d.refobjid = t.typarray then ' array' else '' end from relation t where t.is_new = p.is_new and d.refobjid in (t.reltype, t.typarray) and t.reltype <> 0), 'type ' || d.refobjid)
           when 'pg_constraint'::regclass then (select 'constraint ' || c.conname || ' of ' || coalesce(t.what, '') from pg_constraint c left join relation t on t.oid = c.conrelid and t.is_new = p.is_new where c.oid = d.refobjid)
           else d.refclassid::text || ' ' || d.refobjid || ' ' || d.refobjsubid end as what
  from pair p
  join pg_rewrite w on w.ev_class = p.oid and w.ev_type = '1'
  join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
  left join relation r on r.oid = d.refobjid and r.is_new = p.is_new and d.refclassid = 'pg_class'::regclass
  union
  select p.is_new, 'column ' || a.attnum, a.attname || ' ' || a.atttypmod || ' ' || a.attcollation || ' '
         || coalesce((select 'row of ' || t.what || case when a.atttypid = t.typarray then ' array' else '' end from relation t where t.is_new = p.is_new and a.atttypid in (t.reltype, t.typarray) and t.reltype <> 0), a.atttypid::text)
  from pair p join pg_attribute a on a.attrelid = p.oid and a.attnum > 0
)
select distinct what || ' (' || kind || ')' as difference
from ((select kind, what from used where is_new except select kind, what from used where not is_new)
      union all (select kind, what from used where not is_new except select kind, what from used where is_new)) d
order by 1
