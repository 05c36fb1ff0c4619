-- Takes away what default privileges gave to others on new tables. Parameter: table OIDs.
select format('revoke all on %s %s from %s', case when c.relkind = 'S' then 'sequence' else 'table' end, c.oid::regclass,
              case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end) as statement
from pg_class c cross join lateral aclexplode(c.relacl) a
where a.grantee <> c.relowner
  and (c.oid = any (?) or (c.relkind = 'S' and c.oid in (select d.objid from pg_depend d where d.refclassid = 'pg_class'::regclass and d.refobjid = any (?) and d.deptype in ('a', 'i'))))
group by c.oid, c.relkind, a.grantee
