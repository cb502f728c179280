// Takes the pictures of README and guides anew, in both browsers, into docs/images. Usage: node tools/screenshots.mjs
// The browsers, pages and service are those of the end-to-end tests.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';

const root = join(import.meta.dirname, '..');
const { module } = await runnerImport(join(root, 'tests/e2e/support/screenshots.ts'));
const folder = join(root, 'docs/images');
mkdirSync(folder, { recursive: true });
for (const file of await module.takeScreenshots(folder)) console.log(file);
process.exit();
