// Prints the figures of browser.ts as JSON, in the last line.
import { join } from 'node:path';
import { runnerImport } from 'vite';

const { module } = await runnerImport(join(import.meta.dirname, 'browser.ts'));
console.log(JSON.stringify(await module.measure()));
process.exit();
