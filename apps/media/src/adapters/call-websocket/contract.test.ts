import { FAKE_OFFER } from '../../calls/testing/fake-leg.js';
import {
  type AdapterBench,
  type AdapterClient,
  describeProtocolAdapter,
  WRONG_KEY,
} from '../protocol-adapter.contract.js';
import { CallSocketBench, type CallSocketClient } from './call-socket-bench.js';
import { type Dialect, dialects } from './messages.js';

/** Live clients' names, back to ours. */
const ourNames: Readonly<Record<string, string>> = {
  speaking: 'startSpeaking',
  asrDelta: 'transcriptionDelta',
  asrFinal: 'transcriptionFinal',
};

const asContractClient = (client: CallSocketClient): AdapterClient => ({
  callId: client.callId,
  told: () => client.told.map((name) => ourNames[name] ?? name),
  sendNonsense: () => client.send('this is no command'),
  inviteAgain: () => client.send({ command: 'invite', sdp: FAKE_OFFER }),
  hangUp: () => client.send({ command: 'hangup' }),
  vanish: () => client.socket.terminate(),
  isGone: () => client.isClosed,
});

const openBench = (dialect: Dialect) => async (): Promise<AdapterBench> => {
  const bench = await CallSocketBench.open();
  return {
    exchange: bench.exchange,
    adapter: bench.adapter,
    async call(callee, odd) {
      const token = { noKey: '', wrongKey: `&token=${WRONG_KEY}` };
      const own = `&token=${bench.exchange.key('calls:start')}`;
      const client = await bench.connect(
        `dialect=${dialect}${odd === 'noKey' || odd === 'wrongKey' ? token[odd] : own}`,
      );
      client.send({ command: 'invite', sdp: odd === 'badOffer' ? 'v=0 nonsense' : FAKE_OFFER, callee });
      return asContractClient(client);
    },
    until: (holds) => bench.until(holds),
    close: () => bench.close(),
  };
};

for (const dialect of dialects) describeProtocolAdapter(`call-websocket (${dialect})`, openBench(dialect));
