# What most people do: one stream of text, one connection on each side.
pg_dump "${only[@]}" --no-owner --no-privileges "$SOURCE" | sql --output=/dev/null "$TARGET"
