declare
  named text[] := @named@;
  taking text[] := @taking@;
  relations oid[];
  level int[];
  held int[]; -- the level at which a lock is held; 0: it is not
  busy oid[];
  needed oid[];
  waited numeric;
  first int := 0; -- waited for while nothing is held
  top int := 1;
  target int := 0;
  missing int;
  slice int;
  alone int := 50;
  patience int;
  longest int := greatest(20, (select setting::int / 2 from pg_catalog.pg_settings where name = 'deadlock_timeout'));
  since timestamptz;
  ends timestamptz := pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => @millis@ / 1000.0);
  pausing boolean := false;
  own oid := (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database());
begin
  if @count@ = 0 then
    perform pg_catalog.set_config('databasesync.locked_since', extract(epoch from pg_catalog.clock_timestamp())::text, true),
      pg_catalog.set_config('lock_timeout', longest::text, true);
    return;
  end if;
  relations := array(select coalesce(pg_catalog.to_regclass(r.name)::oid, 0) from unnest(@relations@) with ordinality r(name, n) order by r.n);
  level := pg_catalog.array_fill(1, array[@count@]);
  held := pg_catalog.array_fill(0, array[@count@]);
  patience := least(100, longest);
  <<locking>>
  loop
    if pausing then
      pausing := false;
      perform pg_catalog.pg_sleep(0.01 + pg_catalog.random() * patience / 2000);
      patience := least(patience * 2, longest);
    end if;
    begin
@levels@
      exit locking;
    exception when sqlstate 'DBS09' then
      held := pg_catalog.array_fill(0, array[@count@]);
      target := 0;
      if pausing then
        first := missing;
      end if;
    end;
    if pg_catalog.clock_timestamp() >= ends then
      raise exception using errcode = 'lock_not_available', message = 'canceling statement due to lock timeout', table = named[missing];
    end if;
  end loop;
  perform pg_catalog.set_config('databasesync.locked_since', extract(epoch from since)::text, true),
    pg_catalog.set_config('lock_timeout', longest::text, true);
end
