/** Runs in the page: finds reply boxes and reads along in them while Tonfall is switched on for the site. */
import '../assets/highlights.css';
import { browser } from 'wxt/browser';
import { defineContentScript } from 'wxt/utils/define-content-script';
import { ask, askRewrite } from '../client/ask';
import { KNOWN_SITES } from '../client/hosts';
import type { Push, Settings } from '../client/protocol';
import { setLanguage } from '../i18n';
import { Overlay } from '../overlay/overlay';
import { changeSettings, isOn, readSettings, watchSettings } from '../settings';
import { siteOf } from '../sites';
import { watchBoxes } from '../sites/watch-boxes';

export default defineContentScript({
  matches: KNOWN_SITES,
  cssInjectionMode: 'manifest',
  async main(context) {
    const host = location.hostname;
    let settings = await readSettings();
    let reading: AbortController | null = null;
    let overlay: Overlay | null = null;

    follow(settings);
    watchSettings(follow, context.signal);
    browser.runtime.onMessage.addListener((push: Push) => {
      if (push.type === 'next_finding') overlay?.next();
      if (push.type === 'recheck') overlay?.recheck();
    });
    context.onInvalidated(stop);

    function follow(now: Settings): void {
      const judgesAnew = now.role !== settings.role || now.language !== settings.language;
      settings = now;
      setLanguage(now.language);
      if (!isOn(now, host)) stop();
      else if (!reading) start();
      else if (judgesAnew) overlay?.recheck();
      overlay?.refresh();
    }

    function start(): void {
      const site = siteOf(host);
      reading = new AbortController();
      overlay = new Overlay(
        ({ element }) => ({
          check: (request) =>
            ask({ type: 'check', request }).catch(() => ({ problem: { code: 'service_error' } })),
          rephrase: (request) => ask({ type: 'rephrase', request }),
          rewrite: askRewrite,
          used: (variants) => tell({ type: 'used', variants }),
          context: () => ({ platform: site.platform, ...site.context(element) }),
          ignoredRules: () => settings.ignoredRules,
          ignoreRule: (rule) => {
            settings = { ...settings, ignoredRules: [...settings.ignoredRules, rule] };
            tell({ type: 'ignore_rule', rule });
          },
          sendButtons: site.sendButtons,
          posted: (fingerprint, { comment, commenter }) =>
            tell({ type: 'posted', fingerprint, answers: { comment, commenter } }),
          keepsCases: () => settings.keepCases,
          chooseKeeping: async (keepCases) => {
            settings = { ...settings, keepCases };
            await changeSettings({ keepCases });
          },
          keepCase: async (request) => (await ask({ type: 'feedback', request })).problem,
        }),
        (found) => tell({ type: 'boxes', found }),
      );
      tell({ type: 'boxes', found: 0 });
      watchBoxes(site.boxes, (element) => overlay?.add(element), reading.signal);
    }

    function stop(): void {
      reading?.abort();
      overlay?.remove();
      reading = overlay = null;
    }
  },
});

/** Nobody answers after the extension was reloaded; then there is nothing to tell either. */
function tell(request: Parameters<typeof ask>[0]): void {
  ask(request).catch(() => {});
}
