import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const TONFALL = join(ROOT, '.venv/bin/tonfall');

/** The real service, from .venv, with a home of its own. Everything it can write lies in that home. */
export class Service {
  readonly home = mkdtempSync(join(tmpdir(), 'tonfall-e2e-'));
  /** What it printed, on both streams. */
  log = '';
  port = 0;
  private process: ChildProcess | undefined;

  static async start(): Promise<Service> {
    const service = new Service();
    try {
      await service.start();
    } catch (problem) {
      await service.remove();
      throw problem;
    }
    return service;
  }

  /** Starts it, the second time on the port it had. Resolves when it listens. */
  async start(): Promise<void> {
    const child = spawn(TONFALL, ['serve', '--port', String(this.port)], {
      cwd: this.home,
      env: this.environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process = child;
    // Not left behind when a test run breaks off.
    process.once('exit', () => child.kill());
    let said = '';
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        said += chunk;
        this.log += chunk;
        const port = /127\.0\.0\.1:(\d+)/.exec(said)?.[1];
        if (!port) return;
        this.port = Number(port);
        resolve();
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`tonfall serve ended with ${code}:\n${said}`)));
    });
  }

  /** Ends it, SIGKILL: as a crash. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  /** Ends every pairing, as a person does it on the command line. */
  revokePairings(): void {
    const pair = (...args: string[]) =>
      execFileSync(TONFALL, ['pair', ...args], { env: this.environment(), encoding: 'utf8' });
    for (const line of pair('--list').trim().split('\n')) pair('--revoke', line.split(' ')[0] ?? '');
  }

  /** Everything the service left behind: its files and what it printed. */
  traces(): string {
    const files = readdirSync(this.home, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const contents = files.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'));
    return [this.log, ...files.map(({ name }) => name), ...contents].join('\n');
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      TONFALL_HOME: this.home,
      TONFALL_CONFIG: join(ROOT, 'examples/tonfall.yaml'),
      TMPDIR: this.home,
      PYTHONUNBUFFERED: '1',
    };
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.home, { recursive: true });
  }
}
