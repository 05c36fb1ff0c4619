-- What one index build may take: (kB, tablespace, whether it runs alone).
-- The server's own maintenance_work_mem counts if it is larger. Parallel builds of hnsw before pgvector 0.8.2 may write
-- beyond their memory, so they get no workers.
select pg_catalog.set_config(
         'maintenance_work_mem',
         greatest(?, (select s.reset_val::bigint from pg_catalog.pg_settings s where s.name = 'maintenance_work_mem')) || 'kB',
         true),
       pg_catalog.set_config('default_tablespace', ?, true),
       pg_catalog.set_config(
         'max_parallel_maintenance_workers',
         case when ? then '0' else (select s.reset_val from pg_catalog.pg_settings s where s.name = 'max_parallel_maintenance_workers') end,
         true)
