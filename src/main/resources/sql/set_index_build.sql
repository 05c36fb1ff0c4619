-- What one index build may take. Text with three gaps: kB, tablespace, whether it runs without workers.
-- The server's own maintenance_work_mem counts if it is larger.
select pg_catalog.set_config(
         'maintenance_work_mem',
         greatest(%s, (select s.reset_val::bigint from pg_catalog.pg_settings s where s.name = 'maintenance_work_mem')) || 'kB',
         true),
       pg_catalog.set_config('default_tablespace', %s, true),
       pg_catalog.set_config(
         'max_parallel_maintenance_workers',
         case when %s then '0' else (select s.reset_val from pg_catalog.pg_settings s where s.name = 'max_parallel_maintenance_workers') end,
         true)
