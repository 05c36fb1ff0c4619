-- Views and SQL-body functions that read some tables, and rules of views that name them, as statements that bind them to whatever has those names
-- then. Replacing a view leaves its rules as they are; replacing a rule leaves its comment. Views that move themselves are left out. Parameter: OIDs of all that
-- moves, three times.
select format('create or replace view %s%s as %s', v.oid::regclass, ' with (' || array_to_string(v.reloptions, ', ') || ')', pg_get_viewdef(v.oid)) as statement
from pg_class v
cross join (select ?::oid[] as oids) moving
where v.relkind = 'v' and v.oid <> all (moving.oids)
  and v.oid in (select r.ev_class from pg_rewrite r join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
                where d.refclassid = 'pg_class'::regclass and d.refobjid = any (moving.oids) and r.ev_type = '1')
union all
select regexp_replace(pg_get_ruledef(r.oid), '^CREATE RULE', 'CREATE OR REPLACE RULE')
from pg_rewrite r join pg_class v on v.oid = r.ev_class cross join (select ?::oid[] as oids) moving
where v.relkind = 'v' and r.ev_type <> '1' and v.oid <> all (moving.oids)
  and r.oid in (select d.objid from pg_depend d where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = any (moving.oids))
union all
select pg_get_functiondef(p.oid)
from pg_proc p
where to_jsonb(p) ->> 'prosqlbody' is not null
  and p.oid in (select d.objid from pg_depend d where d.classid = 'pg_proc'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = any (?))
