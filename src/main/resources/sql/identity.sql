-- Who a server is, and what matters of its state. One row.
select current_setting('server_version_num')::int as version_number,
       split_part(current_setting('server_version'), ' ', 1) as version,
       d.datname as database,
       d.oid::bigint as database_oid,
       pg_encoding_to_char(d.encoding) as encoding,
       pg_is_in_recovery() as in_recovery,
       current_setting('default_transaction_read_only') = 'on' as read_only,
       pg_postmaster_start_time()::text as started,
       pg_backend_pid() as backend_pid,
       current_user::text as role,
       has_database_privilege(d.oid, 'create') as may_create,
       case when has_function_privilege('pg_control_system()', 'execute') then -- as a text: otherwise the right would be looked at first
         substring(query_to_xml('select system_identifier from pg_control_system()', false, true, '')::text from '>([-0-9]+)<')::bigint end as system_identifier
from pg_database d
where d.datname = current_database()
