-- What would be left without some tables that go away and get no successor. Parameter: table OIDs.
with gone as (select c.oid from pg_class c where c.oid = any (?))
select distinct d.refobjid::bigint as table_oid, pg_describe_object(d.classid, d.objid, 0) as dependent
from gone join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = gone.oid
where (d.classid = 'pg_rewrite'::regclass and exists (select from pg_rewrite r where r.oid = d.objid and r.ev_class not in (select oid from gone)))
   or d.classid = 'pg_proc'::regclass
   or (d.classid = 'pg_constraint'::regclass
       and exists (select from pg_constraint c where c.oid = d.objid and c.contype = 'f' and c.conrelid not in (select oid from gone)))
order by 1, 2
