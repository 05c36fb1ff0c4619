-- Whether this pgvector cannot build hnsw indexes with several workers: before 0.8.2 they may write beyond their memory.
not coalesce(
  (select pg_catalog.string_to_array(pg_catalog.regexp_replace(e.extversion, '[^0-9.].*', ''), '.')::int[] >= array[0, 8, 2]
   from pg_catalog.pg_extension e where e.extname = 'vector'), false)
