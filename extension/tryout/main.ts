/** The service's try-out page: the same overlay, asking the service directly, since this page is the service's own. */
import '../assets/highlights.css';
import type { CheckRequest } from '../client/api';
import { Service } from '../client/service';
import { setLanguage } from '../i18n';
import { Overlay } from '../overlay/overlay';
import { watchBoxes } from '../sites/watch-boxes';

const FIELDS = ['platform', 'role', 'stage', 'company', 'commenter', 'comment'] as const;

const meta = document.querySelector<HTMLMetaElement>('meta[name="tonfall-token"]');
const token = meta?.content ?? '';
const service = new Service(Number(meta?.dataset.port));
const language = document.documentElement.lang === 'de' ? 'de' : 'en';
const ignored: string[] = [];
let keepsCases: boolean | null = null;
setLanguage(language);
// The token is good for this address alone.
if (location.hostname === 'localhost') location.hostname = '127.0.0.1';

const overlay = new Overlay(() => ({
  async check(request) {
    const { value, problem } = await service.check({ ...request, interface_language: language }, token);
    return problem ? { problem } : { report: value };
  },
  async rephrase(request) {
    const { value, problem } = await service.rephrase({ ...request, interface_language: language }, token);
    return problem ? { problem } : { rephrasing: value };
  },
  rewrite: (request, signal) => service.rewrite({ ...request, interface_language: language }, token, signal),
  used: (variants) => service.used(variants, token),
  context,
  ignoredRules: () => ignored,
  ignoreRule: (rule) => ignored.push(rule),
  // Nothing is posted from there.
  sendButtons: '',
  posted: () => {},
  keepsCases: () => keepsCases,
  async chooseKeeping(keep) {
    keepsCases = keep;
  },
  keepCase: async (request) => (await service.feedback(request, token)).problem,
}));

const page = new AbortController();
watchBoxes('[data-tonfall-box]', (element) => overlay.add(element), page.signal);
addEventListener('keydown', (event) => {
  if (!(event.altKey && event.shiftKey && event.code === 'KeyJ')) return;
  event.preventDefault();
  overlay.next();
});
for (const id of FIELDS) field(id)?.addEventListener('input', () => overlay.recheck());

function context(): Omit<CheckRequest, 'text'> {
  const known = FIELDS.map((id) => [id, field(id)?.value] as const).filter(([, value]) => value);
  return Object.fromEntries(known);
}

function field(id: string): HTMLInputElement | null {
  return document.getElementById(id) as HTMLInputElement | null;
}
