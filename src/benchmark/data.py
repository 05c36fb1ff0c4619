"""The data sets: how they are made, and which tables of them are copied."""

import threading
from dataclasses import dataclass, replace
from pathlib import Path

from readers import VIEWS_OF_TREES
from servers import Link, say, setting

HERE = Path(__file__).resolve().parent
FIXTURE = HERE.parents[0] / "test" / "resources" / "fixtures" / "knowledge-base.sql"
EVERYONE = ["dbsync", "dbsync-replace", "raw-pipe", "pgcopydb", "pg_dump-directory", "pg_dump-psql"]
MADE_BEFORE = """
select format('create extension if not exists %I;', extname) from pg_extension where extname <> 'plpgsql' order by oid;
"""
TYPES = """
select format('create type %s as enum (%s);', t.oid::regtype, string_agg(quote_literal(enumlabel), ', ' order by enumsortorder))
from pg_type t join pg_enum e on e.enumtypid = t.oid group by t.oid order by t.oid;
"""


@dataclass(frozen=True)
class DataSet:
    name: str
    database: str
    size: str
    sql: str  # empty: pgbench makes it
    template: "DataSet | None" = None  # the source begins as a copy of this one's
    include: str = "public.*"
    exclude: str = ""
    memory: str = "256MB"  # maintenance_work_mem of the peers' sessions
    contenders: tuple = tuple(EVERYONE)
    rounds: int = 3
    link: Link = Link()
    views: str = ""  # on the target, for its readers

    def load(self, servers):
        """Makes the source database, unless an earlier call has left it there at this size."""
        found = servers.sql("source", "postgres", f"select shobj_description(oid, 'pg_database') from pg_database where datname = '{self.database}'")
        if found == [self.size]:
            say(f"{self.name}: loaded already, {self.size}")
            return
        if self.template:
            self.template.load(servers)
        template = f" template {self.template.database}" if self.template else ""
        servers.sql("source", "postgres", f"drop database if exists {self.database} with (force);\ncreate database {self.database}{template};")
        say(f"{self.name}: loading {self.size} …")
        loaded = threading.Event()
        ticker = threading.Thread(target=self._tell, args=(servers, loaded), daemon=True)
        ticker.start()
        try:
            self._fill(servers)
        finally:
            loaded.set()
            ticker.join()
        servers.sql("source", "postgres", f"comment on database {self.database} is '{self.size}'")
        say(f"{self.name}: loaded, {self._bytes(servers)}")

    def _fill(self, servers):
        if self.sql:
            servers.sql("source", self.database, self.sql)
            servers.sql("source", self.database, "vacuum analyze")
        else:
            servers.shell("psql", f'pgbench -q -i -s {PGBENCH_SCALE} --foreign-keys "$SOURCE"', SOURCE=servers.uri("source", self.database))
        servers.sql("source", self.database, "create extension if not exists pg_prewarm")

    def _tell(self, servers, loaded):
        while not loaded.wait(30):
            say(f"{self.name}: loading, {self._bytes(servers)} so far")

    def _bytes(self, servers):
        return servers.sql("source", "postgres", f"select pg_size_pretty(pg_database_size('{self.database}'))")[0]

    def tables(self, servers):
        """The selected tables, `schema.table`, as every contender is told them."""
        excluded = f"and format('%s.%s', schemaname, tablename) not like '{like(self.exclude)}'" if self.exclude else ""
        return servers.sql("source", self.database, f"""
            select format('%I.%I', schemaname, tablename) from pg_tables
            where format('%s.%s', schemaname, tablename) like '{like(self.include)}' {excluded} order by 1""")

    def reset_target(self, servers, with_types):
        """An empty database with the extensions, and with the types unless the contender brings them itself."""
        self.drop_target(servers)
        made = servers.sql("source", self.database, MADE_BEFORE + (TYPES if with_types else ""))
        servers.sql("target", "postgres", f"create database {self.database}")
        servers.sql("target", self.database, "\n".join(made))

    def drop_target(self, servers):
        servers.sql("target", "postgres", f"drop database if exists {self.database} with (force)")

    def settle(self, servers):
        """The same start for everyone: nothing left to flush, the source's tables in the cache of the system."""
        servers.sql("source", self.database, """
            select count(pg_prewarm(c.oid, 'read')) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 't') and n.nspname in ('public', 'pg_toast')""")
        for end in ("source", "target"):
            servers.sql(end, "postgres", "checkpoint")

    def differences(self, servers):
        """What the target lacks or has besides, of rows, columns, indexes, constraints and sequences."""
        tables = self.tables(servers)
        counts = "\n".join(f"select 'rows {t} ' || count(*) from {t};" for t in tables)
        shape = (HERE / "sql" / "shape.sql").read_text()
        seen = []
        for end in ("source", "target"):
            there = set(servers.sql(end, self.database, "select format('%I.%I', schemaname, tablename) from pg_tables"))
            missing = [t for t in tables if t not in there]
            if missing:
                return [f"no table {t} on the {end}" for t in missing]
            seen.append(set(servers.sql(end, self.database, counts + "\n" + shape, tables="{" + ",".join(tables) + "}")))
        source, target = seen
        return [f"lost: {line}" for line in sorted(source - target)] + [f"besides: {line}" for line in sorted(target - source)]


def like(glob):
    return glob.replace("_", r"\_").replace("*", "%")


def without_vector_index(base):
    """Its rows and all else: what is left is not the time of the server that builds that index."""
    drop = """
        select format('drop index %s;', i.indexrelid::regclass) from pg_index i join pg_class c on c.oid = i.indexrelid
        join pg_am a on a.oid = c.relam where a.amname in ('ivfflat', 'hnsw') \\gexec"""
    return replace(base, name="vectors", database="vectors", sql=drop, template=base)


def knowledge_base(name, pages, **how):
    sql = f"set fixture.pages = '{pages}';\n" + FIXTURE.read_text()
    return DataSet(name, name.replace("-", "_"), f"{pages} pages", sql, include="public.archon_*", exclude="public.archon_mcp_*", memory="1GB", **how)


def far(*ends):
    """The knowledge base with few rows, and servers 40 ms away: what the round trips cost."""
    return knowledge_base("far-" + "-and-".join(ends), 200, link=Link(ends), contenders=FAR)


def read_far_away(name, milliseconds):
    """The same while it is read: what a swap over a long way makes readers wait who are near the target."""
    return replace(far("target"), name=name, database=name.replace("-", "_"), link=Link(("target",), milliseconds),
                   contenders=READ)


def many(tables):
    return f"\\set tables {tables}\n" + (HERE / "sql" / "many.sql").read_text()


def far_bulk(pages, megabytes_per_second):
    """Rows without the index that takes longer than they do, over a link that carries little."""
    rows = without_vector_index(knowledge_base("far-bulk-base", pages))
    return replace(rows, name="far-bulk", database="far_bulk", link=Link(("target",), bytes_per_second=megabytes_per_second * 1e6),
                   contenders=("dbsync", "raw-pipe"))


FAR = ("dbsync", "dbsync-replace", "pgcopydb", "pg_dump-psql")
READ = ("dbsync-readers",)
PGBENCH_SCALE = int(setting("PGBENCH_SCALE", "120"))
MIXED_MEGABYTES = int(setting("MIXED_MEGABYTES", "1000"))
TREES_MEGABYTES = int(setting("TREES_MEGABYTES", "1000"))
MANY_TABLES = int(setting("MANY_TABLES", "2000"))
MANY = many(MANY_TABLES)
PARTITIONS = int(setting("PARTITIONS", "500"))
KNOWLEDGE_BASE = knowledge_base("knowledge-base", int(setting("PAGES", "218714")))
DATA_SETS = {
    d.name: d
    for d in (
        KNOWLEDGE_BASE,
        without_vector_index(KNOWLEDGE_BASE),
        DataSet("pgbench", "pgbench", f"scale {PGBENCH_SCALE}", ""),
        DataSet("mixed", "mixed", f"{MIXED_MEGABYTES} MB", f"\\set megabytes {MIXED_MEGABYTES}\n" + (HERE / "sql" / "mixed.sql").read_text()),
        DataSet("trees", "trees", f"{TREES_MEGABYTES} MB", f"\\set megabytes {TREES_MEGABYTES}\n" + (HERE / "sql" / "trees.sql").read_text(),
                contenders=READ, views=VIEWS_OF_TREES),
        knowledge_base("tiny", 1, contenders=("dbsync-replace",), rounds=7),
        far("target"),
        far("source"),
        far("source", "target"),
        DataSet("far-many", "far_many", f"{MANY_TABLES} tables", MANY, link=Link(("target",)), contenders=FAR),
        DataSet("many", "many", f"{MANY_TABLES} tables", MANY, contenders=FAR),
        DataSet("partitions", "partitions", f"{PARTITIONS} partitions", f"\\set partitions {PARTITIONS}\n" + (HERE / "sql" / "partitions.sql").read_text(),
                contenders=FAR),
        read_far_away("far-readers", 20),
        read_far_away("farther-readers", 100),
        DataSet("far-readers-200", "far_readers_200", "200 tables", many(200), link=Link(("target",)), contenders=READ),
        far_bulk(int(setting("FAR_PAGES", "30000")), 12.5),
    )
}
