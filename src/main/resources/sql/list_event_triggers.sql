-- The event triggers that may fire for our statements.
select e.evtname as name, n.nspname as schema, p.proname as function
from pg_event_trigger e join pg_proc p on p.oid = e.evtfoid join pg_namespace n on n.oid = p.pronamespace
where e.evtenabled <> 'D'
order by e.evtname
