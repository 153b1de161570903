import { trunkEntry } from '@callwright/protocol';
import { expect, it } from 'vitest';
import { placesOf } from '../doctor/places.js';
import { registerQuestion } from './register-question.js';

it.each([
  ['udp', 'sip:192.0.2.50:5080'],
  ['tcp', 'sip:192.0.2.50:5080;transport=tcp'],
  ['tls', 'sip:192.0.2.50:5080;transport=tls'],
])('registrations and questions go to an outbound proxy by %s, as the calls do', (transport, proxy) => {
  const login = { username: 'us', password: 'secret' };
  const trunk = trunkEntry.parse({
    ...{ id: 't-1', workspaceId: 'w-1', name: 'carrier', auth: login, inboundAuth: null },
    ...{ gateways: [{ host: 'sip.example', transport }], outboundProxy: '192.0.2.50:5080' },
  });
  const [gateway] = trunk.gateways;
  expect(gateway && registerQuestion(trunk, gateway, login, 60).proxy).toBe(proxy);
  expect(placesOf(trunk).map(({ uri }) => uri)).toEqual([proxy]);
});
