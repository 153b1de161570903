import { callId } from '@callwright/protocol';
import {
  type AdapterBench,
  type AdapterClient,
  describeProtocolAdapter,
  WRONG_KEY,
} from '../protocol-adapter.contract.js';
import { type Asked, TakosBench } from './testing/takos-bench.js';
import type { TakosTestClient } from './testing/takos-test-client.js';

type Parts = { readonly bench: TakosBench; readonly user: string; readonly line: string; readonly asked: Asked };

/** A user on the call socket, in a call of two with a line that sits in the room as a bot. */
const clientOf = ({ bench, user, line, asked }: Parts): AdapterClient => {
  const socket: TakosTestClient | null = asked.body.token === undefined ? null : bench.connect(asked.body.token);
  let isClosed = false;
  let refusals = asked.status === 200 ? 0 : 1;
  void socket?.closed.then(() => {
    isClosed = true;
  });
  return {
    callId: callId.parse(asked.body.callId ?? 'none'),
    told: () => [
      ...Array.from({ length: refusals }, () => 'error'),
      ...(socket?.types ?? []).filter((type) => type === 'error'),
      ...(isClosed ? ['hangup'] : []),
    ],
    sendNonsense: () => socket?.sendText('this is no message'),
    inviteAgain: () =>
      void bench.request(user, line).then(({ status }) => {
        if (status !== 200) refusals += 1;
      }),
    hangUp: () => socket?.hangUp(),
    vanish: () => socket?.vanish(),
    isGone: () => socket === null || isClosed,
  };
};

const openBench = async (): Promise<AdapterBench> => {
  const bench = await TakosBench.open();
  let count = 0;
  return {
    exchange: bench.exchange,
    adapter: bench.adapter,
    async call(line, odd) {
      count += 1;
      const user = `user-${count}`;
      const key = { noKey: null, wrongKey: WRONG_KEY, badOffer: undefined }[odd ?? 'badOffer'];
      return clientOf({ bench, user, line, asked: await bench.request(user, line, key) });
    },
    until: (holds) => bench.until(holds),
    close: () => bench.close(),
  };
};

describeProtocolAdapter('takos', openBench, {
  // Seed 1: whoever is called sits in the room and is heard; there is no word for an answer.
  tells: ['hangup'],
  // A call begins by REST or by an event of another server; SDP is nowhere in it.
  hasOffer: false,
  // A room that is left by all others is over for a bot (spec 1 §3), however they left.
  onVanish: 'caller',
});
