import { type CallId, callId, errorCodes } from '@callwright/protocol';
import {
  type AdapterBench,
  type AdapterClient,
  describeProtocolAdapter,
  WRONG_KEY,
} from '../protocol-adapter.contract.js';
import { DialogBench, type VoiceServer } from './dialog-bench.js';

/** A voice server is told to hang up, with an error code where the call cannot be; a call that it ended is a closed socket. */
const toldOf = (server: VoiceServer): readonly string[] => {
  if (server.status !== null) return ['error'];
  const orders = server.named('hangup').map(({ reason }) => (String(reason) in errorCodes ? 'error' : 'hangup'));
  return orders.length === 0 && server.isClosed ? ['hangup'] : orders;
};

const clientOf = (server: VoiceServer, id: CallId): AdapterClient => ({
  callId: id,
  told: () => toldOf(server),
  sendNonsense: () => server.send('this is no message'),
  inviteAgain: () => server.start(),
  hangUp: () => server.tell('call.ended', { reason: 'hangup' }),
  vanish: () => server.terminate(),
  isGone: () => server.isClosed,
});

const openBench = async (): Promise<AdapterBench> => {
  const bench = await DialogBench.open();
  const { all } = bench.exchange.stories;
  let count = 0;
  return {
    exchange: bench.exchange,
    adapter: bench.adapter,
    async call(to, odd) {
      count += 1;
      const id = callId.parse(`gateway-${count}`);
      const key = odd === 'wrongKey' ? WRONG_KEY : bench.exchange.key('calls:start');
      const apiKey = odd === 'noKey' ? '' : `&apiKey=${encodeURIComponent(key)}`;
      const server = await bench.dial(`call_id=${id}&agentId=${encodeURIComponent(to)}${apiKey}`);
      if (server.isOpen) server.start();
      await bench.until(() => all.has(id) || server.isClosed);
      return clientOf(server, id);
    },
    until: (holds) => bench.until(holds),
    close: () => bench.close(),
  };
};

describeProtocolAdapter('dialog', openBench, {
  // Spec 4 §B: the caller has been answered before the dialog is dialled; there is no word for it.
  tells: ['hangup'],
  // Spec 4 §B: unknown types and bad JSON are ignored silently, and who dialled again may begin again.
  onNonsense: 'passedOver',
  onSecondInvite: 'passedOver',
  // Sound stays with the voice server.
  hasOffer: false,
});
