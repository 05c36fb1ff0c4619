"""Eight readers while a database is replaced: how long they wait, and whether all of an answer is of one round."""

import random
import re
import subprocess
import threading
import time
from datetime import datetime, timezone

VIEWS_OF_TREES = """
create view shown_event as select * from event;
create view above_item as select * from item_3;
create materialized view by_kind as select kind, generation, count(*) as events from event group by kind, generation;
create unique index on by_kind (kind, generation);
create view shown_kinds as select * from by_kind where events > 0;
create materialized view per_kind as select s.kind, s.generation, s.events, k.name
  from shown_kinds s join kind k on k.name = s.kind;
"""
READABLE = """
select format('select %L where exists (select from %1$s);', oid::regclass) from pg_class
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')
  and (not relispartition or relname like '%07')
  and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'generation' and not attisdropped)
"""
# When readers began to wait for a lock and for how long, by a look every hundredth of a second while there are readers.
# It looks from another database, and each look is a transaction: nobody waits for its snapshot.
WATCH = """
create temp table waited (pid int, since timestamptz, ms numeric, primary key (pid, since));
do $$ begin
  loop
    insert into waited select l.pid, l.waitstart, extract(epoch from clock_timestamp() - l.waitstart) * 1000
      from pg_locks l join pg_stat_activity a using (pid)
      where not l.granted and l.waitstart is not null and a.application_name = 'reader'
      on conflict (pid, since) do update set ms = excluded.ms;
    perform pg_sleep(0.01);
    exit when not exists (select from pg_stat_activity where application_name = 'reader');
    commit;
  end loop;
end $$;
select count(*) || ' waits for locks were seen, p50 ' || coalesce(round(percentile_disc(0.5) within group (order by ms)), 0)
  || ' ms, p99 ' || coalesce(round(percentile_disc(0.99) within group (order by ms)), 0)
  || ' ms, longest ' || coalesce(round(max(ms)), 0) || ' ms' from waited;
"""
TIME = r"^(\d\d:\d\d:\d\d\.\d+) .*"
BEGAN = re.compile(TIME + "phase=Publishing percent=", re.MULTILINE)
PUBLISHED = re.compile(TIME + r"phase=Publishing .*locked=PT([0-9.]+)S", re.MULTILINE)


def change(servers, data_set, generation):
    """Puts the number of the round in every row of the source, without writing any."""
    servers.sql("source", data_set.database, f"""
        select format('alter table %1$s drop column if exists generation, add column generation int not null default {generation};'
          'alter table %1$s alter generation drop default', oid::regclass)
        from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition \\gexec""")


class Publication:
    """When a run published, from the log of dbsync."""

    def __init__(self, said):
        began, published = BEGAN.findall(said), PUBLISHED.findall(said)
        self.known = bool(began and published)
        if self.known:
            self.began, self.ended = seconds_of_day(began[-1]), seconds_of_day(published[-1][0])
            self.held = float(published[-1][1])  # from the first lock to the commit


def seconds_of_day(time_of_day):
    hours, minutes, seconds = time_of_day.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def now():
    today = datetime.now(timezone.utc)
    return (today - today.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds()


class Readers:
    """Sessions that ask, again and again, for one row of six relations, in one statement or in one snapshot."""

    def __init__(self, servers, database, number):
        self.servers = servers
        self.watched = "nobody watched"
        self.watch = threading.Thread(target=self._watch, daemon=True)
        relations = servers.sql("target", database, READABLE + "\\gexec")
        self.over = threading.Event()
        self.readers = [Reader(servers, database, relations, self.over, in_snapshot=n % 2 == 1) for n in range(number)]

    def __enter__(self):
        for reader in self.readers:
            reader.thread.start()
        for reader in self.readers:
            reader.asked.wait(60)
        self.watch.start()
        return self

    def _watch(self):
        self.watched = self.servers.sql("target", "postgres", WATCH)[0]

    def __exit__(self, *_):
        self.over.set()
        for reader in self.readers:
            reader.thread.join(120)
        self.watch.join(60)

    def wrong(self, before, after):
        """What any of them saw that is not all of the old round, or then all of the new one."""
        return [f"a reader saw {reader.answers}" for reader in self.readers
                if reader.answers not in ([before, after], [after]) or reader.thread.is_alive()]

    def waits(self, publication):
        """How long the answers took, in a sentence: those of the whole run, and those that met the publication."""
        reads = [read for reader in self.readers for read in reader.reads]
        met = [(began, took) for began, took in reads if began < publication.ended and began + took > publication.began]
        return f"{self.watched}; whole run: {distribution(reads)}; {publication.ended - publication.began:.2f} s of publishing: {distribution(met)}"


def distribution(reads):
    times = sorted(1000 * took for _, took in reads)
    if not times:
        return "no reads"
    p50, p99 = (times[int(part * (len(times) - 1))] for part in (0.5, 0.99))
    return f"{len(times)} reads, p50 {p50:.0f} ms, p99 {p99:.0f} ms, slowest {times[-1]:.0f} ms"


class Reader:
    def __init__(self, servers, database, relations, over, in_snapshot):
        self.relations = relations
        self.over = over
        self.in_snapshot = in_snapshot
        self.random = random.Random()
        self.answers = []  # those that differ from the one before
        self.reads = []  # when each began, and how long it took
        self.asked = threading.Event()
        self.psql = subprocess.Popen(
            ["docker", "exec", "-i", f"{servers.prefix}-psql", "sh", "-c", 'exec psql -X -q -At "$0" 2>&1',
             servers.uri("target", database) + "?application_name=reader"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.thread = threading.Thread(target=self._read, daemon=True)

    def _read(self):
        last = False
        while not last:
            last = self.over.is_set()  # read before the question: the last answer is of after the run
            answer = self._in_one_snapshot() if self.in_snapshot else self._ask(self.random.sample(self.relations, 6))
            if not self.answers or self.answers[-1] != answer:
                self.answers.append(answer)
            self.asked.set()
        self.psql.stdin.close()
        self.psql.wait()

    def _in_one_snapshot(self):
        relations = self.random.sample(self.relations, 6)
        self.psql.stdin.write("begin isolation level repeatable read;\n")
        answers = {self._ask(relations[:3])}
        time.sleep(self.random.random() / 20)
        answers.add(self._ask(relations[3:]))
        self.psql.stdin.write("commit;\n")
        return "+".join(sorted(answers))

    def _ask(self, relations):
        parts = " union ".join(f"select coalesce((select generation::text from {r} limit 1), 'none') as g" for r in relations)
        began, started = now(), time.monotonic()
        self.psql.stdin.write(f"select string_agg(g, '+' order by g) from ({parts}) t;\n")
        answer = self.psql.stdout.readline().strip()
        self.reads.append((began, time.monotonic() - started))
        return answer
