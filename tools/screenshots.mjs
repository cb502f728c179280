// Takes the pictures of README and guides anew, in both browsers, into docs/images. Usage: node tools/screenshots.mjs
// With a folder: card and assistant in both languages and themes, wide and narrow, into that folder, to look at.
// The browsers, pages and service are those of the end-to-end tests.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runnerImport } from 'vite';

const root = join(import.meta.dirname, '..');
const { module } = await runnerImport(join(root, 'tests/e2e/support/screenshots.ts'));
const [look] = process.argv.slice(2);
const folder = look ? resolve(look) : join(root, 'docs/images');
mkdirSync(folder, { recursive: true });
for (const file of await module.takeScreenshots(folder, look ? 'look' : 'published')) console.log(file);
process.exit();
