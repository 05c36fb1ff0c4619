"""The two servers and the containers with client programs."""

import contextlib
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
STARTED = time.monotonic()
PASSWORD = "benchmark"  # of throwaway servers


def setting(name, default):
    return os.environ.get("BENCH_" + name) or default


TIMEOUT_SECONDS = float(setting("TIMEOUT_SECONDS", "3600"))


def say(text):
    print(f"[{time.monotonic() - STARTED:6.0f}s] {text}", flush=True)


def docker(*arguments, check=True, **options):
    done = subprocess.run(["docker", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    if check and done.returncode:
        raise SystemExit(f"docker {arguments[0]} failed: {done.stderr.strip()[-2000:]}")
    return done


@dataclass(frozen=True)
class Link:
    """The way between the contenders and the servers."""

    ends: tuple = ()  # those that are far away
    milliseconds: float = 20  # each way
    bytes_per_second: float = 0  # no limit


class Servers:
    """Source and target, configured alike, and one container with clients for each image.

    The clients use the host's network, as dbsync does: everybody's bytes take the same way.
    """

    def __init__(self):
        self.prefix = setting("PREFIX", "dbsync-benchmark")
        self.image = setting("POSTGRES_IMAGE", "pgvector/pgvector:pg17")
        self.pgcopydb_image = setting("PGCOPYDB_IMAGE", "ghcr.io/dimitri/pgcopydb:latest")
        self.settings = {
            "shared_buffers": setting("SHARED_BUFFERS", "1GB"),
            "max_wal_size": setting("MAX_WAL_SIZE", "8GB"),
            "maintenance_work_mem": setting("MAINTENANCE_WORK_MEM", "256MB"),
            "checkpoint_timeout": "15min",
            "max_connections": "100",
            "max_locks_per_transaction": "256",  # for the set of many tables
        }
        self.addresses = {}
        self.relays = {}  # the port of the relay before a server, while one runs

    @contextlib.contextmanager
    def far(self, link):
        """Contenders reach the servers over a link; what the benchmark itself asks goes straight there."""
        started = []
        try:
            for end in link.ends:
                relay = subprocess.Popen(
                    [sys.executable, str(HERE / "relay.py"), self.addresses[end], "5432", str(link.milliseconds),
                     str(link.bytes_per_second)], stdout=subprocess.PIPE, text=True)
                started.append(relay)
                self.relays[end] = int(relay.stdout.readline())
            yield
        finally:
            self.relays.clear()
            for relay in started:
                relay.terminate()
                relay.wait()

    def start(self):
        if not present(self.image):
            raise SystemExit(f"no image {self.image}; set BENCH_POSTGRES_IMAGE to a PostgreSQL 17 with pgvector")
        for end in ("source", "target"):
            self._start_server(end)
        self._start_client("psql", self.image)

    def start_pgcopydb(self):
        if not present(self.pgcopydb_image):
            return False
        self._start_client("pgcopydb", self.pgcopydb_image)
        return True

    def _start_server(self, end):
        name = f"{self.prefix}-{end}"
        if not running(name):
            docker("rm", "-f", "-v", name, check=False)
            flags = [part for key, value in self.settings.items() for part in ("-c", f"{key}={value}")]
            # parallel index builds share memory in /dev/shm, of which Docker gives 64 MB otherwise
            docker("run", "-d", "--name", name, "--shm-size", "2g", "-e", f"POSTGRES_PASSWORD={PASSWORD}", self.image, *flags)
        self.addresses[end] = docker(
            "inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}", name).stdout.split()[0]

    def _start_client(self, kind, image):
        name = f"{self.prefix}-{kind}"
        if not running(name):
            docker("rm", "-f", "-v", name, check=False)
            docker("run", "-d", "--init", "--network", "host", "--user", "root", "--entrypoint", "sleep", "--name", name, image, "infinity")
        if kind == "psql":
            for end in ("source", "target"):
                self._await(end)

    def _await(self, end):
        for _ in range(120):
            if self.shell("psql", 'psql -X -c "select 1" "$TARGET"', TARGET=self.uri(end, "postgres"), check=False).returncode == 0:
                return
            time.sleep(0.5)
        raise SystemExit(f"the {end} server does not answer; see: docker logs {self.prefix}-{end}")

    def remove(self):
        for kind in ("source", "target", "psql", "pgcopydb"):
            docker("rm", "-f", "-v", f"{self.prefix}-{kind}", check=False)

    def uri(self, end, database):
        return f"postgresql://postgres:{PASSWORD}@{self.addresses[end]}:5432/{database}"

    def way(self, end, database):
        """The URI for a contender."""
        port = self.relays.get(end)
        return f"postgresql://postgres:{PASSWORD}@127.0.0.1:{port}/{database}" if port else self.uri(end, database)

    def shell(self, kind, script, check=True, **environment):
        """Runs a bash script in a container with client programs."""
        variables = [part for key, value in environment.items() for part in ("-e", f"{key}={value}")]
        return docker("exec", "-i", *variables, f"{self.prefix}-{kind}", "bash", "-s", input=script, check=check,
                      timeout=TIMEOUT_SECONDS)

    def sql(self, end, database, statements, **variables):
        """Runs statements as psql does, and returns the lines they answer."""
        flags = [part for key, value in variables.items() for part in ("-v", f"{key}={value}")]
        done = docker("exec", "-i", f"{self.prefix}-psql", "psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", *flags,
                      self.uri(end, database), input=statements)
        return done.stdout.splitlines()

    def cpu_seconds(self, kind):
        """What everything in a container has used since it started, by its control group of version 2 or 1."""
        read = "cat /sys/fs/cgroup/cpu.stat 2>/dev/null || echo usage_usec $(($(cat /sys/fs/cgroup/cpuacct/cpuacct.usage) / 1000))"
        used = docker("exec", f"{self.prefix}-{kind}", "sh", "-c", read).stdout.split()
        return int(used[used.index("usage_usec") + 1]) / 1e6

    def environment(self):
        """What figures depend on, in one line."""
        version = self.sql("target", "postgres", "show server_version")[0].split()[0]
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        shown = [f"{key} {self.sql('target', 'postgres', 'show ' + key)[0]}" for key in self.settings]
        if os.environ.get("DBSYNC_JAVA_OPTS"):
            shown.append("DBSYNC_JAVA_OPTS " + os.environ["DBSYNC_JAVA_OPTS"])
        return "; ".join([f"PostgreSQL {version}", f"{os.cpu_count()} cores ({processor()})", f"{memory:.0f} GiB of memory", *shown])


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def running(name):
    return docker("inspect", "-f", "{{.State.Running}}", name, check=False).stdout.strip() == "true"


def present(image):
    return docker("image", "inspect", image, check=False).returncode == 0 or docker("pull", image, check=False).returncode == 0
