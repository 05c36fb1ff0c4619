declare
  named text[] := @named@;
  taking text[] := @taking@;
  sequence int[] := array(select n from pg_catalog.generate_series(1, @count@) n);
  missing int := 1;
  longest int := greatest(4, (select setting::int / @part@ from pg_catalog.pg_settings where name = 'deadlock_timeout'));
  alone int := 50; -- milliseconds to wait for the first lock, while none is held
  others int := longest / 4; -- for all others together
  since timestamptz := pg_catalog.clock_timestamp();
  until timestamptz;
  ends timestamptz := pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => @millis@ / 1000.0);
begin
  <<tries>>
  loop
    begin
      until := least(ends, pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => alone / 1000.0));
      for n in 1 .. @count@ loop
        missing := sequence[n];
        perform pg_catalog.set_config('lock_timeout', greatest(1, extract(epoch from until - pg_catalog.clock_timestamp()) * 1000)::int::text, true);
        execute taking[missing];
        if n = 1 then -- from here on, somebody may wait for us who holds one of the others
          since := pg_catalog.clock_timestamp();
          until := since + pg_catalog.make_interval(secs => others / 1000.0);
        end if;
      end loop;
      exit tries;
    exception when lock_not_available or deadlock_detected then
      if pg_catalog.clock_timestamp() >= ends then
        raise exception using errcode = 'lock_not_available', message = 'canceling statement due to lock timeout', table = named[missing];
      end if;
    end;
    if sequence[1] = missing then
      alone := least(alone * 4, @alone@); -- a deadlock that the server sees at once brings us here a hundred times a second
      perform pg_catalog.pg_sleep(0.01); -- those who waited behind us go on
    else
      others := least(others * 2, longest);
      sequence := missing || pg_catalog.array_remove(sequence, missing);
    end if;
  end loop;
  perform pg_catalog.set_config('databasesync.locked_since', extract(epoch from since)::text, true),
    pg_catalog.set_config('lock_timeout', longest::text, true);
end
