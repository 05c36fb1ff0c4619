-- What decides the order of a column's values, as text: the order of a histogram is that of the server that made it.
(select case o.collprovider
          when 'd' then concat_ws(' ', d.datlocprovider, d.datcollate, d.datctype, d.datlocale, d.datcollversion)
          else concat_ws(' ', o.collprovider, o.collcollate, o.collctype, o.colllocale, o.collversion, o.collisdeterministic)
        end
 from pg_collation o, pg_database d
 where o.oid = a.attcollation and d.datname = current_database())
