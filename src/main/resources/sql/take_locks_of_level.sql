<<level@level@>>
loop
  begin
@first@
    for attempt in 1 .. 3 loop -- without those that others hold
      busy := array(select distinct l.relation from pg_catalog.pg_locks l
                    where l.locktype = 'relation' and l.database = own and l.granted and l.pid is distinct from pg_catalog.pg_backend_pid()
                      and l.relation = any (relations));
      begin
        perform pg_catalog.set_config('lock_timeout', '1', true);
        for i in 1 .. @count@ loop
          if held[i] = 0 and level[i] = @level@ and relations[i] <> all (busy) then
            execute taking[i];
            held[i] := - @level@;
          end if;
        end loop;
        for i in 1 .. @count@ loop
          held[i] := pg_catalog.abs(held[i]);
        end loop;
        exit;
      exception when lock_not_available or deadlock_detected then
        for i in 1 .. @count@ loop
          held[i] := greatest(0, held[i]);
        end loop;
      end;
    end loop;
@inner@
    exit locking;
  exception when sqlstate 'DBS09' then
    for i in 1 .. @count@ loop
      held[i] := case when held[i] >= @level@ then 0 else held[i] end;
    end loop;
    if target < @level@ then
      raise;
    end if;
    target := 0;
  end;
end loop;
