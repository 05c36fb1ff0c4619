# Runs before every contender, inside a container with PostgreSQL's client programs. Given: SOURCE and TARGET (URIs),
# TABLES (schema.table, one a line), MEMORY (maintenance_work_mem).
set -euo pipefail
export PGOPTIONS="-c maintenance_work_mem=$MEMORY"
work=/tmp/dbsync-benchmark
rm -rf "$work"
mkdir "$work"
# shellcheck disable=SC2153
mapfile -t tables <<<"$TABLES"
# shellcheck disable=SC2034
only=("${tables[@]/#/--table=}")
sql() { psql -X -q -At -v ON_ERROR_STOP=1 "$@"; }
