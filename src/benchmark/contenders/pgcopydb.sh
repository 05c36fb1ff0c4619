# pgcopydb at its best: binary COPY, big tables in parts, and without the VACUUM ANALYZE that no other peer does.
{
  echo '[include-only-table]'
  echo "$TABLES"
} >"$work/filters.ini"
pgcopydb clone --source "$SOURCE" --target "$TARGET" --dir "$work/pgcopydb" --filters "$work/filters.ini" \
  --use-copy-binary --split-tables-larger-than "${SPLIT_LARGER_THAN:-200MB}" --split-max-parts 4 \
  --table-jobs 4 --index-jobs 2 --skip-extensions --skip-large-objects --skip-db-properties \
  --skip-vacuum --skip-analyze --no-owner --no-acl --fail-fast
