# The parallel form. It needs the disk space of a compressed dump; lz4, because the default gzip costs more CPU than
# everything else together.
pg_dump "${only[@]}" --no-owner --no-privileges --format=directory --compress=lz4 --jobs=2 --file="$work/dump" "$SOURCE"
pg_restore --no-owner --exit-on-error --jobs=2 --dbname="$TARGET" "$work/dump"
