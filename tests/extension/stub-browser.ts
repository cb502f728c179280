/** What the fake browser of WXT doesn't have, and the background worker needs. */
import { vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';

type Listener = (value: unknown) => void;

class Event {
  private readonly listeners: Listener[] = [];
  addListener(listener: Listener): void {
    this.listeners.push(listener);
  }
  send(value?: unknown): void {
    for (const listener of this.listeners) listener(value);
  }
}

interface End {
  name: string;
  onMessage: Event;
  onDisconnect: Event;
  postMessage(message: unknown): void;
  disconnect(): void;
}

/** Connections between content script and worker: both in here, messages copied and later, as in a browser. */
export class Connections {
  readonly onConnect = new Event();
  private readonly ends = new Map<End, End>();

  get open(): number {
    return this.ends.size / 2;
  }

  connect({ name }: { name: string }): End {
    const [here, there] = [this.end(name), this.end(name)];
    this.ends.set(here, there).set(there, here);
    this.onConnect.send(there);
    return here;
  }

  /** The worker ends. */
  breakOff(): void {
    for (const [end] of this.ends) end.onDisconnect.send();
    this.ends.clear();
  }

  private end(name: string): End {
    const end: End = {
      name,
      onMessage: new Event(),
      onDisconnect: new Event(),
      postMessage: (message) => {
        const other = this.ends.get(end);
        if (!other) throw new Error('Attempting to use a disconnected port object');
        const copy = structuredClone(message);
        setTimeout(() => this.ends.has(other) && other.onMessage.send(copy));
      },
      disconnect: () => {
        const other = this.ends.get(end);
        this.ends.delete(end);
        if (!other) return;
        this.ends.delete(other);
        other.onDisconnect.send();
      },
    };
    return end;
  }
}

/** `allowed`: match patterns the browser has given; `registered`: content scripts, by id. */
export function stubBrowser(
  connections: Connections,
  allowed: ReadonlySet<string> = new Set(),
  registered: Map<string, unknown> = new Map(),
): void {
  const event = { addListener: vi.fn() };
  Object.assign(fakeBrowser, {
    commands: { onCommand: event },
    permissions: {
      contains: async ({ origins }: { origins: string[] }) => origins.every((origin) => allowed.has(origin)),
      onAdded: { addListener: vi.fn() },
      onRemoved: { addListener: vi.fn() },
    },
    scripting: {
      getRegisteredContentScripts: async () => [...registered.keys()].map((id) => ({ id })),
      registerContentScripts: async (scripts: { id: string }[]) => {
        for (const { id, ...script } of scripts) registered.set(id, script);
      },
      unregisterContentScripts: async ({ ids }: { ids: string[] }) => {
        for (const id of ids) registered.delete(id);
      },
      insertCSS: vi.fn(async () => {}),
      executeScript: vi.fn(async () => []),
    },
  });
  Object.assign(fakeBrowser.runtime, {
    onConnect: connections.onConnect,
    connect: connections.connect.bind(connections),
  });
  fakeBrowser.runtime.getManifest = () =>
    ({
      content_scripts: [{ js: ['content.js'], css: [fakeBrowser.runtime.getURL('/content.css')] }],
    }) as never;
}
