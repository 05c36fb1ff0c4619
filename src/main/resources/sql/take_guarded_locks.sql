-- Takes the locks of a swap with the help of guards (class Guards): see docs/decisions/0032-guards-against-a-crowd.md.
declare
  named text[] := @named@;
  taking text[] := @taking@;
  sharing text[] := @sharing@;
  relations oid[] := array(select pg_catalog.to_regclass(r)::oid from pg_catalog.unnest(@relations@) with ordinality u(r, n) order by n);
  owner int[] := @owner@; -- the lock of a relation
  here oid := (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database());
  deadlock int := greatest(10, (select setting::int from pg_catalog.pg_settings where name = 'deadlock_timeout'));
  closed double precision := deadlock * 0.00015; -- seconds for which nobody gets in who holds nothing
  ends timestamptz := pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => @millis@ / 1000.0);
  reopen timestamptz;
  since timestamptz;
  guards int[]; -- their processes
  stay text[]; -- transactions that held a lock all the time
  held int;
  missing int := 1;
  taken boolean := false;
begin
  for n in 1 .. 100 loop
    select coalesce(pg_catalog.array_agg(l.pid), '{}') into guards
    from pg_catalog.pg_locks l
    where l.locktype = 'advisory' and l.database = here and l.classid = @key@ and l.objid > 10 and l.objsubid = 2 and l.granted;
    exit when pg_catalog.cardinality(guards) >= @guards@;
    perform pg_catalog.pg_sleep(0.01);
  end loop;
  <<tries>>
  loop
    begin
      perform pg_catalog.set_config('lock_timeout', '50', true);
      for n in 1 .. @count@ loop
        missing := n;
        if sharing[n] <> '' then -- whoever holds a lock passes those who wait for it
          execute sharing[n];
        end if;
      end loop;
      perform pg_catalog.pg_advisory_xact_lock(@key@, 1);
      perform pg_catalog.pg_cancel_backend(g) from pg_catalog.unnest(guards) g;
      reopen := least(ends, pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => closed));
      loop
        with others as materialized (
          select coalesce(l.pid, 0) as pid, l.relation, l.granted, l.waitstart
          from pg_catalog.pg_locks l
          where l.locktype = 'relation' and l.database = here and l.relation = any (relations) and l.pid is distinct from pg_catalog.pg_backend_pid()
        ), let_in as (
          select pg_catalog.pg_cancel_backend(g.pid)
          from (select distinct g.pid
                from others w
                join others g on g.relation = w.relation and not g.granted and g.pid = any (guards) and g.waitstart <= w.waitstart
                where not w.granted and w.pid <> all (guards) and exists (select from others o where o.pid = w.pid and o.granted)) g
        )
        select (select min(owner[pg_catalog.array_position(relations, o.relation)]) from others o where o.granted)
        into held
        from (select count(*) from let_in) c;
        if held is null then
          begin
            since := pg_catalog.clock_timestamp();
            perform pg_catalog.set_config('lock_timeout', '10', true);
            for n in 1 .. @count@ loop
              missing := n;
              execute taking[n];
            end loop;
            taken := true;
          exception when lock_not_available or deadlock_detected then
          end;
        else
          missing := held;
        end if;
        exit when taken or pg_catalog.clock_timestamp() >= reopen;
        perform pg_catalog.pg_sleep(0.001);
      end loop;
      perform pg_catalog.pg_advisory_xact_lock(@key@, 2);
      perform pg_catalog.pg_cancel_backend(g) from pg_catalog.unnest(guards) g;
      exit tries when taken;
      stay := array(select l.virtualtransaction from pg_catalog.pg_locks l
        where l.locktype = 'relation' and l.database = here and l.relation = any (relations) and l.granted and l.pid is distinct from pg_catalog.pg_backend_pid());
      for n in 1 .. 50 loop
        exit when not exists (select from pg_catalog.pg_locks l where l.pid = any (guards) and l.locktype = 'relation' and l.relation = any (relations));
        perform pg_catalog.pg_sleep(0.001);
      end loop;
      raise lock_not_available;
    exception when lock_not_available or deadlock_detected then
      if pg_catalog.clock_timestamp() >= ends then
        raise exception using errcode = 'lock_not_available', message = 'canceling statement due to lock timeout', table = named[missing];
      end if;
    end;
    perform pg_catalog.pg_sleep(closed / 2); -- those who stood behind the guards go on
    while pg_catalog.clock_timestamp() < ends and exists (
      select from pg_catalog.pg_locks l
      where l.locktype = 'relation' and l.database = here and l.relation = any (relations) and l.virtualtransaction = any (stay)
    ) loop -- nobody has to wait for us while these stay
      perform pg_catalog.pg_sleep(0.01);
    end loop;
    closed := least(closed * 1.25, deadlock * 0.0003);
  end loop;
  perform pg_catalog.set_config('databasesync.locked_since', extract(epoch from since)::text, true),
    pg_catalog.set_config('lock_timeout', (deadlock / 2)::text, true);
end
