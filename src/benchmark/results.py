"""One CSV line a run; the Markdown table that is made of them."""

import csv
import datetime
import statistics

FIELDS = ["time", "data", "size", "environment", "contender", "round", "seconds", "cpu_seconds", "source_cpu_seconds",
          "target_cpu_seconds", "peak_rss_mb", "result"]
YARDSTICK = "raw-pipe"


def append(path, data_set, environment, contender, round_, outcome):
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    with path.open("a", newline="") as file:
        writer = csv.writer(file)
        if is_new:
            writer.writerow(FIELDS)
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        writer.writerow([now, data_set.name, data_set.size, environment, contender, round_, f"{outcome.seconds:.3f}",
                         f"{outcome.cpu_seconds:.2f}", f"{outcome.source_cpu_seconds:.2f}",
                         f"{outcome.target_cpu_seconds:.2f}", f"{outcome.peak_rss_mb:.0f}", outcome.result])


def table(path):
    if not path.exists():
        return f"no results yet in {path}"
    groups = {}
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            key = (row["data"], row["size"], row["environment"])
            groups.setdefault(key, {}).setdefault(row["contender"], []).append(row)
    return "\n\n".join(section(key, runs) for key, runs in groups.items())


def section(key, runs):
    data, size, environment = key
    medians = {name: median([r for r in rows if r["result"] == "ok"], "seconds") for name, rows in runs.items()}
    ours = [name for name in ("dbsync", "dbsync-replace") if medians.get(name)]
    head = ["", "runs", "median s", "min s", "max s", f"× {YARDSTICK}", *(f"× {name}" for name in ours), "CPU s", "source", "target", "peak MB"]
    lines = [f"### {data}, {size}", "", environment, "", row(head), row(["---", *["---:"] * (len(head) - 1)])]
    for name in sorted(runs, key=lambda n: medians[n] or float("inf")):
        lines.append(row(contender(name, runs[name], medians, ours)))
    for name, rows in runs.items():
        lines += [f"- **{name}, round {r['round']}: {r['result']}**" for r in rows if r["result"] != "ok"]
    return "\n".join(lines)


def contender(name, rows, medians, ours):
    good = [r for r in rows if r["result"] == "ok"]
    runs = str(len(good)) if len(good) == len(rows) else f"{len(good)} of {len(rows)}"
    if not good:
        return [name, runs, *["–"] * (8 + len(ours))]
    seconds = [float(r["seconds"]) for r in good]
    ratios = [ratio(medians[name], medians.get(other)) for other in (YARDSTICK, *ours)]
    return [name, runs, *(f"{v:.2f}" for v in (medians[name], min(seconds), max(seconds))), *ratios,
            *(figure(median(good, field), 1) for field in ("cpu_seconds", "source_cpu_seconds", "target_cpu_seconds")),
            figure(median(good, "peak_rss_mb"), 0)]


def median(rows, field):
    return statistics.median(float(r[field]) for r in rows) if rows else None


def ratio(value, of):
    return f"{value / of:.2f}" if of else "–"


def figure(value, digits):
    return f"{value:.{digits}f}" if value else "–"


def row(cells):
    return "| " + " | ".join(cells) + " |"
