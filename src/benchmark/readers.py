"""Eight readers while a database is replaced: how long they wait, and whether all of an answer is of one round."""

import random
import re
import subprocess
import threading
import time

ITEMS = 28
ABOVE = """
create view shown_event as select * from event;
create view above_item as select * from item_3;
create materialized view by_kind as select kind, generation, count(*) as events from event group by kind, generation;
create unique index on by_kind (kind, generation);
create view shown_kinds as select * from by_kind where events > 0;
create materialized view per_kind as select s.kind, s.generation, s.events, k.name
  from shown_kinds s join kind k on k.name = s.kind;
"""
RELATIONS = ["event", "event_07", "shown_event", "above_item", "by_kind", "shown_kinds", "per_kind", "kind",
             *(f"item_{n}" for n in range(1, ITEMS + 1))]
HELD = re.compile(r"phase=Publishing .*locked=PT([0-9.]+)S")


def change(servers, database, generation):
    """Puts the number of the round in every row of the source, without writing any."""
    tables = servers.sql("source", database, """
        select format('%I', relname) from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition""")
    for table in tables:
        servers.sql("source", database, f"""
            alter table {table} drop column if exists generation, add column generation int not null default {generation};
            alter table {table} alter generation drop default""")


class Readers:
    """Sessions that ask, again and again, for one row of six relations, in one statement or in one snapshot."""

    def __init__(self, servers, database, number):
        self.over = threading.Event()
        self.readers = [Reader(servers, database, self.over, in_snapshot=n % 2 == 1) for n in range(number)]

    def __enter__(self):
        for reader in self.readers:
            reader.thread.start()
        for reader in self.readers:
            reader.asked.wait(60)
        return self

    def __exit__(self, *_):
        self.over.set()
        for reader in self.readers:
            reader.thread.join(120)

    def wrong(self, before, after):
        """What any of them saw that is not all of the old round, or then all of the new one."""
        return [f"a reader saw {reader.answers}" for reader in self.readers
                if reader.answers not in ([before, after], [after]) or reader.thread.is_alive()]

    def slowest(self):
        return max(reader.slowest for reader in self.readers)

    def reads(self):
        return sum(reader.reads for reader in self.readers)


class Reader:
    def __init__(self, servers, database, over, in_snapshot):
        self.over = over
        self.in_snapshot = in_snapshot
        self.random = random.Random()
        self.answers = []  # those that differ from the one before
        self.reads = 0
        self.slowest = 0.0
        self.asked = threading.Event()
        self.psql = subprocess.Popen(
            ["docker", "exec", "-i", f"{servers.prefix}-psql", "sh", "-c", 'exec psql -X -q -At "$0" 2>&1',
             servers.uri("target", database)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.thread = threading.Thread(target=self._read, daemon=True)

    def _read(self):
        last = False
        while not last:
            last = self.over.is_set()  # read before the question: the last answer is of after the run
            answer = self._in_one_snapshot() if self.in_snapshot else self._ask(self.random.sample(RELATIONS, 6))
            if not self.answers or self.answers[-1] != answer:
                self.answers.append(answer)
            self.asked.set()
        self.psql.stdin.close()
        self.psql.wait()

    def _in_one_snapshot(self):
        relations = self.random.sample(RELATIONS, 6)
        self.psql.stdin.write("begin isolation level repeatable read;\n")
        answers = {self._ask(relations[:3])}
        time.sleep(self.random.random() / 20)
        answers.add(self._ask(relations[3:]))
        self.psql.stdin.write("commit;\n")
        return "+".join(sorted(answers))

    def _ask(self, relations):
        parts = " union ".join(f"select coalesce((select generation::text from {r} limit 1), 'none') as g" for r in relations)
        started = time.monotonic()
        self.psql.stdin.write(f"select string_agg(g, '+' order by g) from ({parts}) t;\n")
        answer = self.psql.stdout.readline().strip()
        self.slowest = max(self.slowest, time.monotonic() - started)
        self.reads += 1
        return answer


def locks_held(said):
    """Seconds from the first lock of the swap to its commit, from the log of dbsync."""
    found = HELD.findall(said)
    return float(found[-1]) if found else None
