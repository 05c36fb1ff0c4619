-- What default privileges, of their schemas and everywhere, give on tables that are created there and on the sequences that came with them.
-- Parameter: quoted names of the tables.
with made as (select unnest(?::text[])::regclass as oid)
select format('grant %s on %s %s to %s%s', a.privilege_type, case d.defaclobjtype when 'S' then 'sequence' else 'table' end, c.oid::regclass,
              case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
              case when a.is_grantable then ' with grant option' end) as statement
from made m
join pg_class c on c.oid = m.oid
  or (c.relkind = 'S' and c.oid in (select d.objid from pg_depend d where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass
                                    and d.refobjid = m.oid and d.deptype in ('a', 'i')))
join pg_default_acl d on d.defaclnamespace in (0, c.relnamespace) and d.defaclobjtype = case c.relkind when 'S' then 'S' else 'r' end
cross join lateral aclexplode(d.defaclacl) a
where d.defaclrole = (select oid from pg_roles where rolname = current_user)
