-- Which of some locales this server has, as numbers from 1: those of the system's collations. ICU takes every locale. Parameters: providers, locales, character types.
with known as (
  select c.collprovider::text as provider, lower(replace(x.locale, '-', '')) as locale
  from pg_collation c cross join lateral (values (c.collcollate), (c.collctype), (to_jsonb(c) ->> 'colllocale')) x (locale)
  where c.oid < 16384 and c.collencoding in (-1, (select d.encoding from pg_database d where d.datname = current_database()))
)
select w.position::bigint as position
from unnest(?::text[], ?::text[], ?::text[]) with ordinality w (provider, locale, ctype, position)
where case w.provider
        when 'i' then exists (select from known k where k.provider = 'i')
        when 'b' then exists (select from known k where k.provider = 'b' and k.locale = lower(replace(w.locale, '-', '')))
        else (select count(*) from (values (w.locale), (w.ctype)) x (locale)
              where exists (select from known k where k.provider = 'c' and k.locale = lower(replace(x.locale, '-', '')))) = 2
      end
