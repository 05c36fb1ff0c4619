// A sync as the pages show it: the two databases by what happens to them, and one text to search in.
export function toView(sync) {
  const toLocal = sync.local.replaced;
  return {
    ...sync,
    key: `${sync.namespace}/${sync.name}`,
    source: toLocal ? sync.remote : sync.local,
    sourceSide: toLocal ? 'remote' : 'local',
    target: toLocal ? sync.local : sync.remote,
    targetSide: toLocal ? 'local' : 'remote',
    text: [sync.namespace, sync.name, sync.local.database, sync.local.host, sync.remote.database, sync.remote.host, sync.state, sync.reason]
      .join(' ').toLowerCase(),
  };
}
