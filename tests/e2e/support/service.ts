import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const TONFALL = join(ROOT, '.venv/bin/tonfall');
const EXAMPLE = join(ROOT, 'examples/tonfall.yaml');

/**
 * The example's configuration, with every rule set itself: what the models add or doubt changes with each training,
 * and these tests are about what happens to a finding.
 */
function configuration(): string {
  const rules = execFileSync(TONFALL, ['rules', 'list'], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter((id) => /^[a-z]+\.\w+\./.test(id))
    .map((id) => `  ${id}: ${id.includes('.model') ? 'off' : 'on'}`);
  const example = readFileSync(EXAMPLE, 'utf8').replace('  - rules', `  - ${join(ROOT, 'examples/rules')}`);
  return `${example.trimEnd()}\n${rules.join('\n')}\n`;
}

/** The real service, from .venv, with a home of its own. Everything it can write lies in that home. */
export class Service {
  readonly home = mkdtempSync(join(tmpdir(), 'tonfall-e2e-'));
  private readonly configuration = join(this.home, 'tonfall.yaml');
  private readonly usedFile = join(this.home, 'used.json');
  /** What it printed, on both streams. */
  log = '';
  port = 0;
  private process: ChildProcess | undefined;

  /** `more`: settings in tonfall.yaml besides the example's. */
  static async start(more = ''): Promise<Service> {
    const service = new Service();
    writeFileSync(service.configuration, configuration() + more);
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
    const kill = () => child.kill();
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
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
    const list = this.run('pair', '--list').trim();
    for (const line of list.split('\n')) this.run('pair', '--revoke', line.split(' ')[0] ?? '');
  }

  /** The sentences marked “not so” that it keeps. */
  cases(): string[] {
    const lines = this.run('feedback', 'export', '--format', 'jsonl').trim();
    return lines ? lines.split('\n').map((line) => JSON.parse(line).sentence) : [];
  }

  clearCases(): void {
    this.run('feedback', 'clear', '--yes');
  }

  /** The wordings that were taken today, which it doesn't offer again. */
  used(): string[] {
    return existsSync(this.usedFile) ? JSON.parse(readFileSync(this.usedFile, 'utf8')).variants : [];
  }

  /** As on the next day: every wording may be offered. */
  forgetUsed(): void {
    rmSync(this.usedFile, { force: true });
  }

  /** Everything the service left behind: its files and what it printed. */
  traces(): string {
    const files = readdirSync(this.home, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const contents = files.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'));
    return [this.log, ...files.map(({ name }) => name), ...contents].join('\n');
  }

  private run(...args: string[]): string {
    return execFileSync(TONFALL, args, { env: this.environment(), encoding: 'utf8' });
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      TONFALL_HOME: this.home,
      TONFALL_CONFIG: this.configuration,
      TMPDIR: this.home,
      PYTHONUNBUFFERED: '1',
    };
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.home, { recursive: true });
  }
}
