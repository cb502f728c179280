/** Pairing over HTTP, step by step, as an extension and the person's click do it. */
import { randomUUID } from 'node:crypto';

export interface Started {
  origin: string;
  request: string;
  url: string;
}

/** An extension has asked; nobody has clicked yet. */
export async function startPairing(port: number): Promise<Started> {
  const origin = `moz-extension://${randomUUID()}`;
  const response = await post(`http://127.0.0.1:${port}/v1/pair/start`, origin, {});
  return { origin, ...(await response.json()) };
}

/** The extension asks for its token: 202 before the click. */
export function finishPairing(port: number, { origin, request }: Started): Promise<Response> {
  return post(`http://127.0.0.1:${port}/v1/pair/finish`, origin, { request });
}

/** The person clicks, and the token is fetched. */
export async function obtainToken(port: number): Promise<string> {
  const started = await startPairing(port);
  const page = await (await fetch(started.url)).text();
  const nonce = /name="nonce" value="([^"]+)"/.exec(page)?.[1] ?? '';
  await fetch(`http://127.0.0.1:${port}/pair`, {
    method: 'POST',
    headers: { origin: `http://127.0.0.1:${port}` },
    body: new URLSearchParams({ request: started.request, nonce }),
  });
  const { token } = await (await finishPairing(port, started)).json();
  return token;
}

function post(url: string, origin: string, body: object): Promise<Response> {
  const headers = { origin, 'content-type': 'application/json' };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
}
