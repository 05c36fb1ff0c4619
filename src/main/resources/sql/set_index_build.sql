-- What one index build may take. Text with three gaps: kB, tablespace, whether it runs without workers.
-- The server's own maintenance_work_mem counts if it is larger.
select pg_catalog.set_config('maintenance_work_mem', greatest(%s, own.memory::bigint) || 'kB', true),
       pg_catalog.set_config('default_tablespace', %s, true),
       pg_catalog.set_config('max_parallel_maintenance_workers', case when %s then '0' else own.workers end, true)
from (select max(s.reset_val) filter (where s.name = 'maintenance_work_mem') as memory,
             max(s.reset_val) filter (where s.name = 'max_parallel_maintenance_workers') as workers
      from pg_catalog.pg_settings s) own