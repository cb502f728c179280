/**
 * Whether the person has just pressed what sends the reply in a box: its button, Enter, or its form's. What they type or
 * delete afterwards shows that it wasn't sent: a box that goes empty then was emptied by hand.
 */
const SENDING_MS = 10_000;
const MODIFIERS = ['Alt', 'AltGraph', 'Control', 'Meta', 'Shift'];

export class Sending {
  private pressedAt = Number.NEGATIVE_INFINITY;

  /** `buttons`: CSS selector of the site's buttons that send a reply; '' where it has none that can be told. */
  constructor(element: HTMLElement, buttons: string, signal: AbortSignal) {
    const options = { capture: true, passive: true, signal };
    element.addEventListener('keydown', (event) => this.onKey(event), options);
    element.addEventListener('beforeinput', () => this.forget(), options);
    document.addEventListener(
      'submit',
      ({ target }) => this.press((target as Node).contains(element)),
      options,
    );
    if (!buttons) return;
    document.addEventListener(
      'click',
      ({ target }) => this.press(target instanceof Element && target.closest(buttons) !== null),
      options,
    );
  }

  get pressed(): boolean {
    return performance.now() - this.pressedAt < SENDING_MS;
  }

  forget(): void {
    this.pressedAt = Number.NEGATIVE_INFINITY;
  }

  private press(sends: boolean): void {
    if (sends) this.pressedAt = performance.now();
  }

  private onKey({ key, shiftKey, isComposing }: KeyboardEvent): void {
    if (MODIFIERS.includes(key)) return;
    this.forget();
    this.press(key === 'Enter' && !shiftKey && !isComposing);
  }
}
