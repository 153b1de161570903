import { describe, expect, it } from 'vitest';
import { flowTestDocument } from '../simulator/flow-test.js';
import { formatTestFile } from './format-test-file.js';
import { readYaml } from './read-yaml.js';

const tests = flowTestDocument.parse({
  flow: 'clinic.flow.yaml',
  tests: [
    // biome-ignore lint/suspicious/noThenProperty: the word a test is written with; nothing awaits it
    { name: 'billing by key', given: { from: '+15550100' }, when: [{ presses: '2' }], then: { ended: 'completed' } },
    { name: 'nobody there', when: [{ isSilent: true }] },
  ],
});

describe('formatTestFile', () => {
  it('writes what is read back as the same tests', () => {
    const yaml = readYaml(formatTestFile(tests));
    expect(yaml.ok && flowTestDocument.parse(yaml.value)).toEqual(tests);
  });

  it('leaves out what a test says nothing of', () => {
    const [, silent = ''] = formatTestFile(tests).split('nobody there');
    expect(silent).toContain('isSilent: true');
    expect(silent).not.toMatch(/given|then/);
  });
});
