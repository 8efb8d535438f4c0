import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import type { Readable, Writable } from 'node:stream';

export const hasChromium = spawnSync('chromium', ['--version']).status === 0;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** Serves a folder on this machine; gives the address and a way to stop. */
export async function serve(folder: string): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    try {
      const content = readFileSync(join(folder, path));
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

type Result = Record<string, never> & Record<string, unknown>;

/** A page in headless Chromium, spoken to by its DevTools protocol over pipes. */
export class Page {
  readonly #process: ChildProcess;
  readonly #profile = mkdtempSync(join(tmpdir(), 'chromium-'));
  readonly #waiting = new Map<number, (message: { result?: Result; error?: { message: string } }) => void>();
  #session: string | undefined;
  #next = 1;

  private constructor() {
    this.#process = spawn(
      'chromium',
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-sync',
        '--disable-background-networking',
        '--disable-component-update',
        '--no-first-run',
        '--remote-debugging-pipe',
        '--window-size=1000,900',
        `--user-data-dir=${this.#profile}`,
      ],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    let text = '';
    (this.#process.stdio[4] as Readable).setEncoding('utf8').on('data', (data: string) => {
      text += data;
      const messages = text.split('\0');
      text = messages.pop()!;
      for (const message of messages) {
        const parsed = JSON.parse(message);
        this.#waiting.get(parsed.id)?.(parsed);
        this.#waiting.delete(parsed.id);
      }
    });
  }

  static async open(url: string): Promise<Page> {
    const page = new Page();
    const { targetId } = await page.#send('Target.createTarget', { url });
    const { sessionId } = await page.#send('Target.attachToTarget', { targetId, flatten: true });
    page.#session = sessionId;
    await page.until(`location.href === ${JSON.stringify(url)} && document.readyState === "complete"`);
    return page;
  }

  #send(method: string, params: object = {}): Promise<Result> {
    const id = this.#next++;
    const message = { id, method, params, ...(this.#session ? { sessionId: this.#session } : {}) };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result!),
      );
      (this.#process.stdio[3] as Writable).write(`${JSON.stringify(message)}\0`);
    });
  }

  /** The value of an expression, which must be JSON. */
  async evaluate(expression: string): Promise<unknown> {
    const { result } = await this.#send('Runtime.evaluate', { expression, returnByValue: true });
    return (result as { readonly value: unknown }).value;
  }

  async until(expression: string): Promise<void> {
    // While a page comes in, the one before it cannot be asked any more.
    while (!(await this.evaluate(expression).catch(() => false)))
      await new Promise((resolve) => setTimeout(resolve, 50));
  }

  async chooseFile(selector: string, file: string): Promise<void> {
    const { root } = await this.#send('DOM.getDocument');
    const { nodeId } = await this.#send('DOM.querySelector', {
      nodeId: (root as { readonly nodeId: number }).nodeId,
      selector,
    });
    await this.#send('DOM.setFileInputFiles', { nodeId, files: [file] });
  }

  async screenshot(): Promise<Buffer> {
    const { data } = await this.#send('Page.captureScreenshot');
    return Buffer.from(data as string, 'base64');
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#session = undefined;
    void this.#send('Browser.close');
    await ended;
    // Its helper processes may still be writing.
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
