// The program under test: an installation of its own in a temporary folder,
// served on a free loopback port, with the demo's mailbox.

import { spawn, execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const binary = resolve(process.env.UDF_BINARY ?? 'target/debug/udf');

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Runs `udf serve` until it is ready; `stop` ends it and waits. */
async function serve(origin, env, asOf) {
  const args = ['serve', '--bind', `127.0.0.1:${new URL(origin).port}`, ...(asOf ? ['--as-of', asOf] : [])];
  const server = spawn(binary, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  server.stderr.on('data', (text) => { log += text; });
  const ended = new Promise((done) => server.once('exit', done));
  const kill = () => server.kill('SIGKILL');
  process.once('exit', kill);

  for (let tries = 0; ; tries += 1) {
    const ready = await fetch(`${origin}/readyz`).then((r) => r.ok, () => false);
    if (ready) break;
    if (tries > 600 || server.exitCode !== null) throw new Error(`the server did not become ready:\n${log}`);
    await new Promise((done) => setTimeout(done, 50));
  }
  return {
    log: () => log,
    /** Ends it as told, or with SIGKILL in the middle of whatever it does. */
    async stop(signal = 'SIGTERM') {
      server.kill(signal);
      await ended;
      process.off('exit', kill);
    },
  };
}

/**
 * Starts an empty installation, or one filled by `udf demo` with the arguments `demo`.
 * With `asOf` the server's clock starts at the beginning of that day (UTC). `settings` are
 * variables of the environment.
 */
export async function start({ demo, asOf, settings } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'udf-browser-'));
  const origin = `http://localhost:${await freePort()}`;
  const env = {
    ...process.env,
    UDF_LOG: 'warn',
    UDF__DATABASE__URL: `sqlite://${join(folder, 'udf.db')}`,
    UDF__DATABASE__DURABLE: 'false',
    UDF__FILES__FOLDER: join(folder, 'files'),
    UDF__VAULT__KEY_PATH: join(folder, 'vault.key'),
    UDF__SERVER__PUBLIC_ORIGIN: origin,
    UDF__FUND__DEMO: 'true',
    ...settings,
  };
  delete env.DATABASE_URL;
  const udf = (...args) => promisify(execFile)(binary, args, { env, maxBuffer: 1 << 26 }).then(({ stdout }) => stdout);
  const told = demo ? await udf('demo', ...demo) : await udf('migrate');

  let earlier = '';
  let today = asOf;
  let server = await serve(origin, env, asOf);
  return {
    origin,
    folder,
    told,
    udf,
    log: () => earlier + server.log(),
    /** Starts the server anew on another day; who is signed in stays so as long as a session lasts. */
    async moveTo(day) {
      await server.stop();
      earlier += server.log();
      today = day;
      server = await serve(origin, env, day);
    },
    /** Kills the server; what was on its way is lost, what it acknowledged must not be. */
    async kill() {
      await server.stop('SIGKILL');
      earlier += server.log();
    },
    /** Starts it again on the same database, address and day. */
    async revive() {
      server = await serve(origin, env, today);
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
