// Draws extension/assets/icon.svg in the sizes that browsers ask for. Run it after changing the drawing: npm run icons
import { readFile, writeFile } from 'node:fs/promises';
import puppeteer from 'puppeteer-core';

const folder = new URL('../extension/', import.meta.url);
const svg = await readFile(new URL('assets/icon.svg', folder), 'utf8');
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const page = await browser.newPage();
  for (const size of [16, 32, 48, 96, 128]) {
    await page.setViewport({ width: size, height: size });
    await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
    const png = await page.screenshot({ omitBackground: true });
    await writeFile(new URL(`public/icon/${size}.png`, folder), png);
  }
} finally {
  await browser.close();
}
