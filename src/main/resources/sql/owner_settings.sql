-- Sets, until the end of the transaction, what a session of a role in this database would have and code may depend on. Nothing else of our own may run after
-- it before search_path is empty again. Parameter: the role. DateStyle is only returned: the driver drops a connection that shows another one than ISO.
select case when lower(s.name) <> 'datestyle' then set_config(s.name, s.value, true) end as set, case when lower(s.name) = 'datestyle' then s.value end as datestyle
from (
  select distinct on (lower(o.name)) o.name, o.value
  from (
    select 'search_path' as name, p.reset_val as value, -1 as rank from pg_settings p where p.name = 'search_path'
    union all
    select split_part(c, '=', 1), substr(c, strpos(c, '=') + 1), case when s.setrole <> 0 then 2 else 0 end + case when s.setdatabase <> 0 then 1 else 0 end
    from pg_db_role_setting s cross join unnest(s.setconfig) c
    where s.setdatabase in (0, (select d.oid from pg_database d where d.datname = current_database()))
      and s.setrole in (0, (select r.oid from pg_roles r where r.rolname = ?))
  ) o
  where lower(o.name) in ('search_path', 'timezone', 'datestyle', 'intervalstyle', 'lc_monetary', 'lc_numeric', 'lc_time', 'xmlbinary', 'bytea_output', 'default_text_search_config')
     or o.name like '%.%'
  order by lower(o.name), o.rank desc
) s
