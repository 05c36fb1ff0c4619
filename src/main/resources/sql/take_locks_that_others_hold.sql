slice := 1;
loop
  missing := coalesce(pg_catalog.array_position(held, 0), 0);
  exit when missing = 0;
  for i in 1 .. @count@ loop
    continue when held[i] > 0;
    missing := i;
    begin
      perform pg_catalog.set_config('lock_timeout', slice::text, true);
      execute taking[i];
      held[i] := @level@;
    exception when lock_not_available or deadlock_detected then
      null;
    end;
    continue when held[i] > 0;
    with l as materialized (
      select k.pid, k.relation, k.granted, k.waitstart from pg_catalog.pg_locks k
      where k.locktype = 'relation' and k.database = own and k.pid is distinct from pg_catalog.pg_backend_pid() and k.relation = any (relations))
    select array(select distinct w.relation from l w
                 where not w.granted and exists (select from l h where h.granted and h.pid = w.pid)),
           coalesce((select extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.min(l.waitstart)) * 1000 from l where not l.granted), 0)
    into needed, waited;
    needed := array(select r.oid from unnest(relations, held) r(oid, held) where r.oid = any (needed) and r.held > 0);
    if waited > patience or pg_catalog.clock_timestamp() >= ends then -- somebody has waited long enough
      target := 0;
      pausing := true;
      raise exception using errcode = 'DBS09';
    end if;
    if needed <> '{}' then -- a reader who waits for one lock of ours holds another one that we want
      target := (select pg_catalog.min(r.held) from unnest(relations, held) r(oid, held) where r.oid = any (needed) and r.held > 0);
      if top < @level@ then
        top := top + 1;
      else
        level := array(select greatest(1, o.level - 1) from unnest(level) with ordinality o(level, n) order by o.n);
      end if;
      for k in 1 .. @count@ loop
        if relations[k] = any (needed) then
          level[k] := top;
        end if;
      end loop;
      raise exception using errcode = 'DBS09';
    end if;
  end loop;
  slice := least(slice * 2, 64);
end loop;
