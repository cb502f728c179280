import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'puppeteer-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds within `selector` (shadow roots included), as `rule: element` lines. */
export async function violations(page: Page, selector = 'html'): Promise<string[]> {
  await page.evaluate(`typeof axe === 'object' || void (() => { ${SOURCE} })()`);
  return page.evaluate(`axe.run(${JSON.stringify(selector)}, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
      id + ': ' + target.flat().join(' ') + ' ' + failureSummary)))`) as Promise<string[]>;
}
