import { type CallId, callId } from '@callwright/protocol';
import {
  type AdapterBench,
  type AdapterClient,
  describeProtocolAdapter,
  WRONG_KEY,
} from '../../protocol-adapter.contract.js';
import { JambonzBench } from './jambonz-bench.js';

type Fake = Awaited<ReturnType<JambonzBench['call']>>;

/** What a jambonz has been told, by verbs and commands: that it is to answer or decline, and that it is over. */
const toldOf = (fake: Fake): readonly string[] => {
  const verbs = fake.begun.map(({ verb }) => verb);
  if (verbs.includes('sip:decline')) return ['error'];
  return [...(verbs.includes('answer') ? ['answer'] : []), ...(fake.hasEnded ? ['hangup'] : [])];
};

const clientOf = (fake: Fake, id: CallId): AdapterClient => ({
  callId: id,
  told: () => toldOf(fake),
  sendNonsense: () => fake.sendRaw('{"type":"levitate","msgid":"a","call_sid":"b"}'),
  inviteAgain: () =>
    fake.sendRaw(
      JSON.stringify({ type: 'session:new', msgid: 'again', call_sid: fake.info.call_sid, data: fake.info }),
    ),
  hangUp: () => fake.hangUp(),
  vanish: () => fake.vanish(),
  isGone: () => fake.closeCode !== null,
});

/** A jambonz whose handshake was refused. */
const turnedAway: AdapterClient = {
  callId: callId.parse('none'),
  told: () => ['error'],
  sendNonsense: () => undefined,
  inviteAgain: () => undefined,
  hangUp: () => undefined,
  vanish: () => undefined,
  isGone: () => true,
};

const refused = (error: unknown): null => {
  if (String(error).includes('401')) return null;
  throw error;
};

const openBench = async (): Promise<AdapterBench> => {
  const bench = await JambonzBench.open();
  const { all } = bench.exchange.stories;
  return {
    exchange: bench.exchange,
    adapter: bench.adapter,
    async call(to, odd) {
      const known = new Set(all.keys());
      const password = { noKey: '', wrongKey: WRONG_KEY, badOffer: bench.key() }[odd ?? 'badOffer'];
      const line = encodeURIComponent(to);
      const fake = await bench.call(line, { to, credentials: { username: to, password } }).catch(refused);
      if (fake === null) return turnedAway;
      const newId = () => [...all.keys()].find((id) => !known.has(id));
      await bench.until(() => newId() !== undefined || fake.hasEnded);
      return clientOf(fake, newId() ?? callId.parse('none'));
    },
    until: (holds) => bench.until(holds),
    close: async () => void (await bench.close()),
  };
};

// The seed: what is not known is dropped, and the call goes on. Spec 2 §1.3: the same call once more is the call that comes back.
describeProtocolAdapter('jambonz', openBench, {
  onNonsense: 'passedOver',
  onSecondInvite: 'passedOver',
  hasOffer: false,
});
