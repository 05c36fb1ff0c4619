-- What default privileges, of their schemas and everywhere, give on tables that are created there and on the sequences that came with them.
-- Parameter: quoted names of the tables. The arrays are read by index, one table after the other; a join may compare all with all.
with made as (select unnest(?::text[])::regclass::oid as oid),
granted as materialized (
  select c.oid, c.relnamespace, 'r' as kind from pg_class c where c.oid = any (array(select m.oid from made m))
  union all
  select c.oid, c.relnamespace, 'S' from pg_class c
  where c.relkind = 'S'
    and c.oid = any (array(select d.objid from pg_depend d
                           where d.refclassid = 'pg_class'::regclass and d.refobjid = any (array(select m.oid from made m))
                             and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')))
)
select format('grant %s on %s %s to %s%s', a.privilege_type, case g.kind when 'S' then 'sequence' else 'table' end, g.oid::regclass,
              case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
              case when a.is_grantable then ' with grant option' end) as statement
from granted g
join pg_default_acl d on d.defaclnamespace in (0, g.relnamespace) and d.defaclobjtype = g.kind::"char"
cross join lateral aclexplode(d.defaclacl) a
where d.defaclrole = (select oid from pg_roles where rolname = current_user)
