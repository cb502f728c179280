// Opens a Chromium of its own with the built extension, paired, on the try-out page. Usage: node tools/run-browser.mjs [PORT]
// Its profile is .tonfall/chromium. Ends when the window is closed, and closes the window when it is ended.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';

const root = join(import.meta.dirname, '..');
const port = Number(process.argv[2] ?? 8377);
const service = `http://127.0.0.1:${port}/`;
const extension = join(root, 'extension/.output/chrome-mv3');
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
if (!chromium) throw new Error('No Chromium here: apt-get install chromium');

const [browser] = await Promise.all([
  puppeteer.launch({
    executablePath: chromium,
    // For a look at it without a display.
    headless: process.env.TONFALL_HEADLESS === '1',
    pipe: true,
    enableExtensions: true,
    userDataDir: join(root, '.tonfall/chromium'),
    defaultViewport: null,
    // The bar "is being controlled by automated software" would cover what people want to see.
    ignoreDefaultArgs: ['--enable-automation'],
    args: [
      // As root, in a container, Chromium can't make its sandbox.
      ...(process.getuid?.() === 0 ? ['--no-sandbox', '--test-type'] : []),
      '--hide-crash-restore-bubble',
    ],
  }),
  serviceAnswers(),
]);
browser.once('disconnected', () => process.exit());
const id = await browser.installExtension(extension);
const [page] = await browser.pages();
await page.goto(service);
await pair().catch((problem) => {
  console.error(`Pairing by itself failed (${problem.message}). The toolbar button has "Pair", too.`);
});
await page.bringToFront();

/** What a person does once: the port and "Pair" in the options, then "Pair" on the service's page. */
async function pair() {
  const options = await browser.newPage({ background: true });
  await options.goto(`chrome-extension://${id}/options.html`);
  await options.waitForFunction(() => document.querySelector('#port').value);
  const other = await options.evaluate((wanted) => {
    const field = document.querySelector('#port');
    if (field.value === wanted) return false;
    field.value = wanted;
    field.form.requestSubmit();
    return true;
  }, String(port));
  // After a change of the port, what the page says about the old one is still there for a moment.
  if (other) await options.waitForFunction(() => document.querySelector('#saved').textContent);
  await options.waitForSelector('#status[data-tone="good"], #pair:not([hidden])');
  if (await options.$('#pair:not([hidden])')) {
    const opened = browser.waitForTarget((target) => target.url().startsWith(`${service}pair?`));
    await options.$eval('#pair', (button) => button.click());
    const confirm = await (await opened).page();
    await (await confirm.waitForSelector('form button')).evaluate((button) => button.click());
    await options.waitForSelector('#status[data-tone="good"]');
    await confirm.close();
  }
  await options.close();
}

async function serviceAnswers() {
  for (let tries = 0; tries < 300; tries++) {
    if (
      await fetch(`${service}v1/status`).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`No service at ${service} after 30 s.`);
}
