-- Takes away what default privileges gave to others on new tables and their sequences. Parameter: table OIDs, which may be an expression: it is computed once.
-- The arrays are read by index, one table after the other; a join may compare all with all.
with made as (select unnest(?) as oid),
granted as (
  select m.oid from made m
  union all
  select d.objid from pg_depend d
  where d.refclassid = 'pg_class'::regclass and d.refobjid = any (array(select m.oid from made m))
    and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
)
select format('revoke all on %s %s from %s', case when c.relkind = 'S' then 'sequence' else 'table' end, c.oid::regclass,
              case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end) as statement
from pg_class c cross join lateral aclexplode(c.relacl) a
where a.grantee <> c.relowner and c.oid = any (array(select g.oid from granted g))
group by c.oid, c.relkind, a.grantee
