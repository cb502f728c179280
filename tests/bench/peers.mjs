// Checks the texts of texts.json with write-good, alex and harper.js; prints {name: median ms per check} as JSON.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { text as alex } from 'alex';
import { LocalLinter } from 'harper.js';
import { binaryInlined } from 'harper.js/binaryInlined';
import writeGood from 'write-good';

const texts = Object.values(JSON.parse(readFileSync(new URL('texts.json', import.meta.url)))).flat();
const harper = new LocalLinter({ binary: binaryInlined });
await harper.setup();

const peers = {
  'write-good': (text) => writeGood(text),
  alex: (text) => alex(text),
  'harper.js': (text) => harper.lint(text),
};

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

const figures = {};
for (const [name, check] of Object.entries(peers)) {
  const times = [];
  for (let round = 0; round < 60; round++) {
    for (const text of texts) {
      // a letter more each round, so that no peer answers from a cache, as with Tonfall's own figure
      const changed = `${text} ${'abcdefghij'[round % 10]}${round}`;
      const started = performance.now();
      await check(changed);
      if (round >= 10) times.push(performance.now() - started);
    }
  }
  figures[name] = median(times);
}
console.log(JSON.stringify(figures));
