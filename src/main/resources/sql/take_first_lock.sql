since := pg_catalog.clock_timestamp();
if first > 0 then -- nobody can wait for this wait in a circle, because nothing is held
  missing := first;
  first := 0;
  begin
    perform pg_catalog.set_config('lock_timeout', greatest(1, least(alone, extract(epoch from ends - pg_catalog.clock_timestamp()) * 1000)::int)::text, true);
    alone := alone * 2;
    execute taking[missing];
    held[missing] := 1;
    since := pg_catalog.clock_timestamp();
  exception when lock_not_available or deadlock_detected then
    target := 0;
    pausing := true;
    raise exception using errcode = 'DBS09';
  end;
end if;
