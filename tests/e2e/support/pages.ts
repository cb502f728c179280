import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { build } from 'esbuild';

export interface Asset {
  type: string;
  body: string | Uint8Array;
}

const FOLDER = join(import.meta.dirname, '../pages');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** Bundles tests/e2e/pages with the real editors; path → file, all in memory. */
export async function buildPages(): Promise<Map<string, Asset>> {
  const names = readdirSync(FOLDER);
  const { outputFiles } = await build({
    entryPoints: ['facebook.ts', 'x.tsx', 'forum.ts'].map((name) => join(FOLDER, name)),
    outdir: FOLDER,
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxDev: false,
    // Draft.js still asks for Node's `global`.
    define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  const html = names.filter((name) => name.endsWith('.html')).map((name) => join(FOLDER, name));
  const files = [
    ...outputFiles.map(({ path, contents }) => ({ path, contents })),
    ...html.map((path) => ({ path, contents: readFileSync(path) })),
  ];
  return new Map(
    files.map(({ path, contents }) => [
      `/assets/${relative(FOLDER, path)}`,
      { type: TYPES[extname(path)] ?? 'application/octet-stream', body: contents },
    ]),
  );
}
