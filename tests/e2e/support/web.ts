/** The web of the tests: the fixture pages under the real host names, over https, without root and without a network. */
import https from 'node:https';
import net from 'node:net';
import { makeCertificate } from './certificate';
import { type Asset, buildPages } from './pages';

export const HOSTS = [
  'www.facebook.com',
  'business.facebook.com',
  'x.com',
  'twitter.com',
  'forum.example',
  'hostile.example',
] as const;

/** A foreign name that leads to this machine, at any port: what DNS rebinding gives an attacker. */
export const REBOUND = 'rebound.example';

/** As strict as the real sites, and in one point stricter: no style in the page but the page's own files. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'";

export interface Web {
  /** Port of the https server: Chromium maps the host names to it. */
  port: number;
  /** Port of the CONNECT proxy: Firefox reaches the host names through it. */
  proxyPort: number;
  close(): Promise<void>;
}

export async function startWeb(): Promise<Web> {
  const assets = await buildPages();
  const server = https.createServer(makeCertificate(HOSTS), (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'https://x');
    const asset = assetFor(assets, request.headers.host ?? '', pathname);
    response.setHeader('Cache-Control', pathname.startsWith('/assets/') ? 'max-age=3600' : 'no-store');
    if (!asset) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('Content-Type', asset.type);
    // The hostile page may do whatever a page can do.
    if (request.headers.host !== 'hostile.example') response.setHeader('Content-Security-Policy', POLICY);
    response.end(asset.body);
  });
  const port = await listen(server);
  const proxy = net.createServer((client) => forward(client, port));
  const proxyPort = await listen(proxy);
  return {
    port,
    proxyPort,
    async close() {
      server.closeAllConnections();
      await Promise.all([server, proxy].map((each) => new Promise((done) => each.close(done))));
    },
  };
}

function assetFor(assets: Map<string, Asset>, host: string, path: string): Asset | undefined {
  if (path.startsWith('/assets/')) return assets.get(path);
  if (path !== '/' && /\.\w+$/.test(path)) return undefined;
  if (host.endsWith('facebook.com')) return assets.get('/assets/facebook.html');
  if (host === 'x.com' || host === 'twitter.com') return assets.get('/assets/x.html');
  return assets.get(host === 'hostile.example' ? '/assets/hostile.html' : '/assets/forum.html');
}

/** Answers CONNECT for the hosts of the tests alone, so that a browser under test reaches nothing else. */
function forward(client: net.Socket, port: number): void {
  client.on('error', () => client.destroy());
  client.once('data', (head) => {
    const host = /^CONNECT ([^\s:]+):443 /.exec(head.toString('latin1'))?.[1];
    if (!HOSTS.some((known) => known === host)) {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const server = net.connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      client.pipe(server).pipe(client);
    });
    server.on('error', () => client.destroy());
    client.on('close', () => server.destroy());
  });
}

function listen(server: net.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as net.AddressInfo).port));
  });
}
