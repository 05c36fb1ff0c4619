-- What default privileges of its schema give on a table that is created there. Parameters: schema, quoted name of the table.
select format('grant %s on table %s to %s%s', a.privilege_type, ?::text, case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
              case when a.is_grantable then ' with grant option' end) as statement
from pg_default_acl d
join pg_namespace n on n.oid = d.defaclnamespace
cross join lateral aclexplode(d.defaclacl) a
where n.nspname = ? and d.defaclobjtype = 'r' and d.defaclrole = (select oid from pg_roles where rolname = current_user)
