import { callId } from '@callwright/protocol';
import {
  type AdapterBench,
  type AdapterClient,
  describeProtocolAdapter,
  WRONG_KEY,
} from '../protocol-adapter.contract.js';
import { type OfferAnswer, OfferBench } from './offer-bench.js';

/** A page is told nothing after its answer but that its transport ends: the rest is what the callbacks of the server say. */
const clientOf = (bench: OfferBench, id: string, first: OfferAnswer): AdapterClient => {
  const own = callId.parse(id);
  const answers = [first];
  const send = (body: object | string) => {
    void bench.offer(body).then((answer) => answers.push(answer));
  };
  const ended = () => bench.told.some(({ callId: one, word }) => one === own && word === 'end');
  return {
    callId: own,
    told: () => [...answers.map(({ status }) => (status === 200 ? 'answer' : 'error')), ...(ended() ? ['hangup'] : [])],
    sendNonsense: () => send('this is no offer'),
    // Every offer is a call of its own: what would go on with another is none.
    inviteAgain: () => send({ type: 'pranswer', call_id: id }),
    hangUp: () => void bench.hangUp(id),
    vanish: () => bench.exchange.sound.caller(own).vanishes(),
    isGone: () => ended() || first.status === 401 || first.status === 404,
  };
};

const openBench = async (): Promise<AdapterBench> => {
  const bench = await OfferBench.open();
  let count = 0;
  return {
    exchange: bench.exchange,
    adapter: bench.adapter,
    async call(to, odd) {
      const apiKey = odd === 'wrongKey' ? WRONG_KEY : bench.exchange.key('calls:start');
      const fields = { agentId: to, ...(odd !== 'noKey' && { apiKey }) };
      const answer = await bench.offer({ ...fields, ...(odd === 'badOffer' && { sdp: 'v=0 nonsense' }) });
      count += 1;
      return clientOf(bench, `wrtc-${count}`, answer);
    },
    until: (holds) => bench.until(holds),
    close: () => bench.close(),
  };
};

describeProtocolAdapter('offer', openBench);
