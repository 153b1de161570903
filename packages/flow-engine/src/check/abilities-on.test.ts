import { protocolName } from '@callwright/protocol';
import { expect, it } from 'vitest';
import { abilitiesOn } from './abilities-on.js';

it('is everything for a flow whose lines name no protocol', () => {
  expect(abilitiesOn([])).toEqual(expect.arrayContaining(['files', 'keysIn', 'speech', 'refer', 'conference']));
});

it('leaves out what a voice gateway does not know', () => {
  const able = abilitiesOn(['dialog']);
  expect(able).toEqual(expect.arrayContaining(['keysIn', 'speech']));
  for (const one of ['files', 'keysOut', 'bridge', 'conference', 'record'] as const) expect(able).not.toContain(one);
});

it('is what all of several protocols can do', () => {
  const [sip, offer] = [abilitiesOn(['sip']), abilitiesOn(['offer'])];
  expect(sip).toContain('refer');
  expect(abilitiesOn(['sip', 'offer'])).toEqual(sip.filter((one) => offer.includes(one)));
});

it.each(protocolName.options)('lets every flow on %s hear words, or nobody would be understood', (name) => {
  expect(abilitiesOn([name])).toContain('speech');
});
