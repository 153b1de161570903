import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { commands } from './commands.js';
import { cliFolder } from './testing/cli-folder.js';
import { RECEPTION } from './testing/sample-flows.js';

const folder = cliFolder();
/** The program itself is built first if it has to be. */
const BUILD_MS = 300_000;

describe('the command line', () => {
  beforeAll(() => folder.write({ 'reception.flow.yaml': RECEPTION }));

  it('says what there is', async () => {
    const { code, out } = await folder.run(['--help']);
    expect(code).toBe(0);
    for (const { name, summary } of commands) expect(out).toContain(`\n  ${name.padEnd(8)}  ${summary}`);
    expect(await folder.run(['help'])).toEqual({ code, out, err: '' });
    expect((await folder.run([])).code).toBe(2);
  });

  it.each(commands.map((command) => [command.name, command] as const))('explains %s', async (name, { options }) => {
    const { code, out } = await folder.run([name, '--help']);
    expect(code).toBe(0);
    for (const option of Object.keys(options)) expect(out).toContain(`--${option}`);
    expect(out).toMatch(/Exit codes\n {2}0 /);
  });

  it.each(commands.map(({ name }) => name))('refuses an option %s does not have', async (name) => {
    const { code, err } = await folder.run([name, 'x', '--colour-of-the-sky']);
    expect([code, err]).toEqual([2, expect.stringContaining("Unknown option '--colour-of-the-sky'")]);
    expect(err).toContain(`npx callwright ${name} --help says how it is used.`);
  });

  it('names a command that is not there', async () => {
    const { code, err } = await folder.run(['prove']);
    expect([code, err]).toEqual([2, expect.stringContaining('there is no command "prove"')]);
  });

  it(
    'runs as a program, without colours where nobody looks, and ends with the code of the command',
    () => {
      const bin = fileURLToPath(new URL('../bin/callwright.js', import.meta.url));
      const run = (...args: readonly string[]) =>
        spawnSync(process.execPath, [bin, ...args], { cwd: folder.path, encoding: 'utf8' });
      const checked = run('check', 'reception.flow.yaml');
      expect(checked.stdout).toContain('1 flow, 0 errors');
      expect(checked.stdout).not.toContain('\u001b[');
      expect(checked.status).toBe(0);
      const refused = run('check', 'gone.flow.yaml');
      expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('"gone.flow.yaml"')]);
    },
    BUILD_MS,
  );
});
