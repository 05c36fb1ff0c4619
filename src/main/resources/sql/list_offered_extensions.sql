-- Extensions that the server has and the database lacks, and whether our role may create them: a superuser, or who may create in the database if the extension is trusted or needs no superuser. Services that let roles of theirs create more are tried. Parameter: names.
select v.name,
       r.rolsuper
         or ((v.trusted or not v.superuser) and has_database_privilege(current_database(), 'create'))
         or v.name = any (string_to_array(replace(current_setting('supautils.privileged_extensions', true), ' ', ''), ','))
         or exists (select from pg_roles s where s.rolname in ('rds_superuser', 'cloudsqlsuperuser', 'azure_pg_admin', 'alloydbsuperuser') and pg_has_role(s.oid, 'usage')) as may_create,
       v.trusted or not v.superuser as for_anybody,
       array(select q from unnest(v.requires) q where q not in (select e.extname from pg_extension e)) as requires
from pg_available_extensions a
join pg_available_extension_versions v on v.name = a.name and v.version = a.default_version
cross join (select rolsuper from pg_roles where rolname = current_user) r
where v.name = any (?::text[])
