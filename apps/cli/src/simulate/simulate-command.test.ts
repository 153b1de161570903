import { beforeAll, describe, expect, it } from 'vitest';
import { cliFolder } from '../testing/cli-folder.js';
import { RECEPTION, RECEPTION_TESTS } from '../testing/sample-flows.js';

const folder = cliFolder();
const play = (...typed: readonly string[]) => folder.run(['simulate', 'reception.flow.yaml'], typed);

describe('callwright simulate', () => {
  beforeAll(() => folder.write({ 'reception.flow.yaml': RECEPTION, 'scripts.test.yaml': RECEPTION_TESTS }));

  it('plays a call line by line, and says what it waits for', async () => {
    const { code, out } = await play('2', 'listen', 'state');
    expect(code).toBe(0);
    expect(out).toMatch(/hears +"For sales, press 1\.[\s\S]*waits for an answer: 1, 2/);
    expect(out).toMatch(
      /caller +presses 2[\s\S]*hears +"We are open[\s\S]*hears +"Goodbye\."[\s\S]*The call is over\./,
    );
  });

  it('goes back in time, and forks', async () => {
    const { out } = await play('1', 'back', 'fork', '2', 'listen', 'call 1', 'path', 'call 2', 'path');
    expect(out).toContain('call 2 of 2');
    expect(out).toMatch(/> path\nmain\n[\s\S]*> path\nmain → hours → bye/);
  });

  it('keeps a call as a flow test, once, which passes', async () => {
    const { out } = await play('1', 'listen', 'save sales', 'save sales');
    expect(out).toContain('Kept as "sales" in reception.test.yaml.');
    expect(out).toContain('reception.test.yaml has a test "sales" already.');
    expect((await folder.run(['test', 'reception.test.yaml'])).out).toContain('1 passed, 0 failed');
  });

  it('plays a flow test to the end of the call', async () => {
    const { code, out } = await folder.run(['simulate', 'reception.flow.yaml', '--script', 'scripts.test.yaml']);
    expect([code, out]).toEqual([0, expect.stringMatching(/presses 1[\s\S]*Sales is closed[\s\S]*The call is over/)]);
  });

  it('fails on a line that means nothing when nobody is there to read it', async () => {
    const { code, out } = await play('sing');
    expect([code, out]).toEqual([1, expect.stringContaining('"sing" means nothing here')]);
  });

  it('begins with what is given', async () => {
    const flow = RECEPTION.replace('For sales', 'Hello {{ name }} on {{ call.from }}. For sales');
    await folder.write({ 'given.flow.yaml': flow });
    const args = ['simulate', 'given.flow.yaml', '--set', 'name=Ada', '--from', '+15550123', '--seed', '3'];
    expect((await folder.run(args)).out).toContain('"Hello Ada on +15550123.');
    expect((await folder.run([...args, '--set', 'name'])).err).toContain('--set takes name=value');
  });

  it('says where a flow cannot be read', async () => {
    await folder.write({ 'x.flow.yaml': 'callwright: 2\nsteps: 3\n' });
    const { code, err } = await folder.run(['simulate', 'x.flow.yaml']);
    expect([code, err]).toEqual([2, expect.stringContaining('x.flow.yaml:2:8: steps')]);
  });
});
