// Bundles the libraries of the page into one module, and writes what is in it: versions, licences, and its SHA-256.
// Run it after a change of package.json: npm ci && npm run vendor. The result is committed; a build needs no Node.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const out = '../main/resources/web/vendor/';
await build({
  stdin: {
    contents: `
      export { h, render, Fragment } from 'preact';
      export { useEffect, useLayoutEffect, useMemo, useRef, useState, useCallback, useId } from 'preact/hooks';
      export { signal, computed, effect, batch, useSignal, useComputed } from '@preact/signals';
      export { createParser } from 'eventsource-parser';
      import { h } from 'preact';
      import htm from 'htm';
      export const html = htm.bind(h);
    `,
    resolveDir: '.',
  },
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'none',
  outfile: out + 'vendor.js',
});

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const libraries = Object.entries(lock.packages)
  .filter(([path, entry]) => path && !entry.dev)
  .map(([path, entry]) => ({ name: path.replace('node_modules/', ''), version: entry.version, licence: entry.license }));
const sha256 = createHash('sha256').update(readFileSync(out + 'vendor.js')).digest('hex');
writeFileSync(out + 'vendor.json', JSON.stringify({ file: 'vendor.js', sha256, libraries }, null, 2) + '\n');
