-- What a guard does (class Guards): it queues for one lock as long as the swap wants it to.
declare
  over boolean;
  closed boolean;
begin
  perform pg_catalog.pg_advisory_xact_lock(@key@, @number@ + 10);
  perform pg_catalog.set_config('lock_timeout', '1000', true);
  loop
    begin
      over := case when pg_catalog.pg_try_advisory_lock_shared(@key@, 0) then pg_catalog.pg_advisory_unlock_shared(@key@, 0) else false end;
      if over then
        return;
      end if;
      closed := case when pg_catalog.pg_try_advisory_lock_shared(@key@, 1) then not pg_catalog.pg_advisory_unlock_shared(@key@, 1)
        else case when pg_catalog.pg_try_advisory_lock_shared(@key@, 2) then pg_catalog.pg_advisory_unlock_shared(@key@, 2) else false end end;
      if closed then
        execute @taking@;
        raise lock_not_available; -- the swap has gone
      end if;
      perform pg_catalog.pg_sleep(0.05);
    exception when query_canceled or lock_not_available or deadlock_detected or undefined_table or wrong_object_type then
    end;
  end loop;
end
