import { type CallId, callId } from '@callwright/protocol';
import {
  type AdapterBench,
  type AdapterClient,
  describeProtocolAdapter,
  WRONG_KEY,
} from '../../protocol-adapter.contract.js';
import { FreeclimbBench } from '../testing/freeclimb-bench.js';
import type { PlatformClient } from '../testing/platform-client.js';

/** A platform is told of the end of a call by the end of its stream: OK when it was one, a status when it was refused. */
const toldOf = ({ status }: PlatformClient): readonly string[] => {
  if (status === null) return [];
  return [status.code === 0 ? 'hangup' : 'error'];
};

const clientOf = (client: PlatformClient, id: CallId): AdapterClient => ({
  callId: id,
  told: () => toldOf(client),
  sendNonsense: () => client.say(Buffer.from('this is no message')),
  inviteAgain: () => client.start(['endpoint=patient']),
  hangUp: () => client.hangUp(),
  vanish: () => client.vanish(),
  isGone: () => client.status !== null,
});

const openBench = async (): Promise<AdapterBench> => {
  const bench = await FreeclimbBench.open();
  const { all } = bench.exchange.stories;
  return {
    exchange: bench.exchange,
    adapter: bench.adapter,
    async call(to, odd) {
      const known = new Set(all.keys());
      const newId = () => [...all.keys()].find((id) => !known.has(id));
      const client = bench.connect();
      const key = odd === 'wrongKey' ? WRONG_KEY : bench.exchange.key('calls:start');
      client.start([`endpoint=${to}`, ...(odd === 'noKey' ? [] : [`token=${key}`])]);
      await bench.until(() => newId() !== undefined || client.status !== null);
      return clientOf(client, newId() ?? callId.parse('none'));
    },
    until: (holds) => bench.until(holds),
    close: () => bench.close(),
  };
};

describeProtocolAdapter('freeclimb', openBench, {
  // Spec 3: what is streamed has been answered (ringing and accepting are nowhere in it).
  tells: ['hangup'],
  // Spec 3 names no answer to what makes no sense; a stream is for one call, and its first message begins that one.
  onNonsense: 'passedOver',
  onSecondInvite: 'passedOver',
  // Sound is bytes of a type that the first message names; there is no SDP.
  hasOffer: false,
});
