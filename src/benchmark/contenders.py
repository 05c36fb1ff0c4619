"""Who is measured, and how one run of each goes."""

import os
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

import readers
from servers import TIMEOUT_SECONDS, say, setting

HERE = Path(__file__).resolve().parent
DBSYNC = HERE.parents[1] / "target" / "dist" / "bin" / "dbsync"
VERBS = {"dbsync-plan": "plan", "dbsync-rollback": "rollback"}  # of ours that do something else than sync
SYNCS_BEFORE = {"dbsync-replace": 1, "dbsync-readers": 1, "dbsync-plan": 1, "dbsync-rollback": 2}
OURS = ("dbsync", "dbsync-replace", "dbsync-readers", *VERBS)
READERS = 8
LONGEST_LOCK_SECONDS = 0.5
SCRIPTS = {"raw-pipe": "psql", "pgcopydb": "pgcopydb", "pg_dump-directory": "psql", "pg_dump-psql": "psql"}
ALL = (*OURS, *SCRIPTS)


@dataclass(frozen=True)
class Outcome:
    seconds: float
    result: str  # ok, or what went wrong
    cpu_seconds: float = 0  # of the client
    peak_rss_mb: float = 0  # of the client; 0 where it was not measured
    source_cpu_seconds: float = 0
    target_cpu_seconds: float = 0


def available(name, servers):
    if name in OURS and not DBSYNC.exists():
        raise SystemExit(f"{DBSYNC} is missing; run: mvn package -DskipTests")
    if name == "pgcopydb" and not servers.start_pgcopydb():
        say(f"!!! SKIPPED: pgcopydb, for there is no image {servers.pgcopydb_image}; set BENCH_PGCOPYDB_IMAGE")
        return False
    return True


def run(name, servers, data_set):
    """Resets the target, runs the contender with the clock on, and looks whether everything has arrived."""
    try:
        # pgcopydb makes types itself, whatever its filters say
        data_set.reset_target(servers, with_types=name != "pgcopydb")
        if name == "dbsync-readers":
            readers.change(servers, data_set, 1)
        for _ in range(SYNCS_BEFORE.get(name, 0)):
            first = dbsync(servers, data_set)
            if first.result != "ok":
                return first
        if name == "dbsync-readers":
            return while_read(servers, data_set)
        data_set.settle(servers)
        before = {end: servers.cpu_seconds(end) for end in ("source", "target")}
        with servers.far(data_set.link):
            outcome = dbsync(servers, data_set, VERBS.get(name, "sync")) if name in OURS else script(name, servers, data_set)
        outcome = replace(
            outcome,
            source_cpu_seconds=servers.cpu_seconds("source") - before["source"],
            target_cpu_seconds=servers.cpu_seconds("target") - before["target"])
    except subprocess.TimeoutExpired as e:
        return Outcome(e.timeout, "timed out")
    if outcome.result != "ok":
        return outcome
    lost = data_set.differences(servers)
    if lost:
        return replace(outcome, result=f"{len(lost)} differences, such as {lost[0]}")
    return outcome


def dbsync(servers, data_set, verb="sync", hears=lambda said: None):
    """From the start of the launcher to its exit, with the default settings."""
    environment = dict(
        os.environ,
        LOCAL_DATABASE_URI=servers.way("target", data_set.database) + "?sslmode=disable",
        REMOTE_DATABASE_URI=servers.way("source", data_set.database) + "?sslmode=disable",
        DBSYNC_LOG_LEVEL="info",
        TZ="UTC",
    )
    command = [str(DBSYNC), verb, "--direction=remote-to-local", "--include=" + data_set.include]
    if data_set.exclude:
        command.append("--exclude=" + data_set.exclude)
    if verb != "plan":
        command.append("--skip-confirm")
    with tempfile.TemporaryFile() as output:
        started = time.monotonic()
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        deadline = threading.Timer(TIMEOUT_SECONDS, process.kill)
        deadline.daemon = True  # whoever ends this benchmark does not wait for it
        deadline.start()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        deadline.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().decode(errors="replace")
    hears(said)
    result = "ok" if process.returncode == 0 else f"exit code {process.returncode}: {tail(said)}"
    return Outcome(seconds, result, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def while_read(servers, data_set):
    """Replaces what is there and rolls back while others read, through views too. They may see the old, then the new."""
    servers.sql("target", data_set.database, data_set.views + "vacuum analyze")
    readers.change(servers, data_set, 2)
    data_set.settle(servers)
    with servers.far(data_set.link):
        replaced = one_while_read(servers, data_set, "sync", "1", "2")
        if replaced.result != "ok":
            return replaced
        back = one_while_read(servers, data_set, "rollback", "2", "1")
    return replaced if back.result == "ok" else replace(replaced, result="rollback: " + back.result)


def one_while_read(servers, data_set, verb, before, after):
    said = []
    with readers.Readers(servers, data_set.database, READERS) as asking:
        outcome = dbsync(servers, data_set, verb, said.append)
    publication = readers.Publication(said[0])
    wrong = asking.wrong(before, after)
    if publication.known:
        say(f"{verb} in {outcome.seconds:.2f} s, locks held for {publication.held} s; {READERS} readers; {asking.waits(publication)}")
        if publication.held > LONGEST_LOCK_SECONDS:
            wrong.append(f"locks held for {publication.held} s")
    else:
        wrong.append("the log does not say how long the locks were held")
    return replace(outcome, result="; ".join(wrong)[:400]) if outcome.result == "ok" and wrong else outcome


def script(name, servers, data_set):
    tables = "\n".join(data_set.tables(servers))
    text = (HERE / "contenders" / "prelude.sh").read_text() + (HERE / "contenders" / f"{name}.sh").read_text()
    before = servers.cpu_seconds(SCRIPTS[name])
    started = time.monotonic()
    done = servers.shell(
        SCRIPTS[name], text, check=False, TABLES=tables, MEMORY=data_set.memory,
        SPLIT_LARGER_THAN=setting("SPLIT_LARGER_THAN", "200MB"),
        SOURCE=servers.way("source", data_set.database), TARGET=servers.way("target", data_set.database))
    seconds = time.monotonic() - started
    used = servers.cpu_seconds(SCRIPTS[name]) - before
    servers.shell(SCRIPTS[name], "rm -rf /tmp/dbsync-benchmark", check=False)
    return Outcome(seconds, "ok" if done.returncode == 0 else f"exit code {done.returncode}: {tail(done.stderr)}", used)


def tail(text):
    return " ".join(text.split())[-400:]
