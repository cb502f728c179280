/** The toolbar button: one state for each tab, as badge, colour and words. */
import { type Browser, browser } from 'wxt/browser';
import { isKnown } from '../../client/hosts';
import type { Problem, ProblemCode, Settings } from '../../client/protocol';
import { type MessageKey, t } from '../../i18n';
import { isOn } from '../../settings';
import type { Memory } from './memory';

export type ToolbarState = 'on' | 'no_box' | 'off' | 'elsewhere' | ProblemCode;

const GREY = '#5b6770';
const AMBER = '#8a5a00';

const LOOKS: Record<ToolbarState, { badge: string; colour: string; title: MessageKey }> = {
  on: { badge: '', colour: GREY, title: 'toolbar_on' },
  no_box: { badge: '–', colour: GREY, title: 'toolbar_no_box' },
  off: { badge: 'off', colour: GREY, title: 'toolbar_off' },
  elsewhere: { badge: '', colour: GREY, title: 'toolbar_elsewhere' },
  not_paired: { badge: '?', colour: AMBER, title: 'problem_not_paired' },
  token_refused: { badge: '?', colour: AMBER, title: 'problem_token_refused' },
  service_unreachable: { badge: '!', colour: AMBER, title: 'problem_service_unreachable' },
  service_busy: { badge: '…', colour: AMBER, title: 'problem_service_busy' },
  service_error: { badge: '!', colour: AMBER, title: 'problem_service_error' },
  draft_too_long: { badge: '', colour: GREY, title: 'toolbar_on' },
};

/** `host` is null where the browser doesn't tell it: on every page that Tonfall has no business with. */
export function stateOf(
  host: string | null,
  boxes: number | undefined,
  settings: Settings,
  problem: Problem | null,
): ToolbarState {
  if (host && !isOn(settings, host) && isKnown(host)) return 'off';
  // The one step that is still missing shows everywhere; trouble with the service only where it matters.
  if (problem?.code === 'not_paired') return 'not_paired';
  if (!host || !isOn(settings, host)) return 'elsewhere';
  if (problem) return problem.code;
  return boxes === 0 ? 'no_box' : 'on';
}

/** Brings one tab's button up to date, or, without a tab, every button. */
export async function showToolbar(memory: Memory, settings: Settings, tabId?: number): Promise<void> {
  const tabs = tabId === undefined ? await browser.tabs.query({}) : [await browser.tabs.get(tabId)];
  await Promise.all(tabs.map((tab) => showTab(tab, memory, settings).catch(ignoreClosedTab)));
}

export function hostOf(tab: Browser.tabs.Tab): string | null {
  return tab.url?.startsWith('https:') ? new URL(tab.url).hostname : null;
}

async function showTab(tab: Browser.tabs.Tab, memory: Memory, settings: Settings): Promise<void> {
  if (tab.id === undefined) return;
  const look = LOOKS[stateOf(hostOf(tab), memory.boxes[tab.id], settings, memory.problem)];
  const tabId = tab.id;
  const title = look.title.startsWith('problem') ? `Tonfall: ${t(look.title)}` : t(look.title);
  await Promise.all([
    browser.action.setTitle({ tabId, title }),
    browser.action.setBadgeText({ tabId, text: look.badge === 'off' ? t('toolbar_badge_off') : look.badge }),
    browser.action.setBadgeBackgroundColor({ tabId, color: look.colour }),
    browser.action.setBadgeTextColor({ tabId, color: '#ffffff' }),
  ]);
}

/** Tabs come and go while their buttons are being drawn. */
export function ignoreClosedTab(): void {}
