/** The layer above the page that card, badges and drawn lines live in: one element, a shadow root, the top layer. */
import tokens from '../tokens.css?inline';
import styles from './overlay.css?inline';

/** What the page must not see when it happens in here: it would take a click for one beside its dialog. */
const OURS = [
  'beforeinput',
  'click',
  'contextmenu',
  'copy',
  'dblclick',
  'input',
  'mousedown',
  'mouseup',
  'paste',
  'pointerdown',
  'pointerup',
  'touchend',
  'touchstart',
];

export class Surface {
  readonly root: ShadowRoot;
  readonly host = document.createElement('tonfall-overlay');

  constructor(readonly parent: HTMLElement) {
    this.root = this.host.attachShadow({ mode: 'open' });
    adopt(this.root, `${tokens}\n${styles}`);
    for (const type of OURS) this.host.addEventListener(type, (event) => event.stopPropagation());
    // A click in here leaves the focus where it is: in the reply box.
    this.root.addEventListener('mousedown', (event) => event.preventDefault());
    this.host.setAttribute('popover', 'manual');
    this.show();
  }

  /** In place and on top; a page that replaced its document threw it out. */
  show(): void {
    if (!this.host.isConnected) this.parent.append(this.host);
    if (!this.host.matches(':popover-open')) this.host.showPopover();
  }

  /** Above what came into the top layer meanwhile: its dialog, opened once more. */
  raise(): void {
    if (this.host.matches(':popover-open')) this.host.hidePopover();
    this.show();
  }

  remove(): void {
    this.host.remove();
  }
}

const surfaces = new Set<Surface>();

/** The layer for a box: inside its modal dialog, where everything outside can't be clicked, else above the page. */
export function surfaceFor(box: Element): Surface {
  const parent = (box.closest('dialog:modal') as HTMLElement | null) ?? document.documentElement;
  let surface = [...surfaces].find((one) => one.parent === parent);
  if (!surface) {
    surface = new Surface(parent);
    surfaces.add(surface);
  }
  surface.show();
  return surface;
}

/** Puts layers back that the page threw out, and forgets those of dialogs that are gone. */
export function keepSurfaces(): void {
  for (const surface of surfaces) {
    if (surface.parent.isConnected) surface.show();
    else surfaces.delete(surface);
  }
}

export function removeSurfaces(): void {
  for (const surface of surfaces) surface.remove();
  surfaces.clear();
}

/** Whether something happened in one of our layers. */
export function isOurs({ target }: Event): boolean {
  return target instanceof Element && target.localName === 'tonfall-overlay';
}

/** A constructed sheet passes any page's policy, a `<style>` doesn't. */
function adopt(root: ShadowRoot, css: string): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets.push(sheet);
  } catch {
    const style = document.createElement('style');
    style.textContent = css;
    root.append(style);
  }
}
