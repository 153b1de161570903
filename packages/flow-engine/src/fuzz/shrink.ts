import type { FlowScript, ScriptAct } from '../script/script.js';

/** Times are shortened to no less than this. */
const SHORTEST_MS = 100;

type Fails = (script: FlowScript) => boolean;

/**
 * The smallest script that still fails: without acts that are not needed, each as plain, as short and as early as it may
 * be. Without any one of its acts, or of the keys in them, the failure is gone.
 * @param fails whether a script still fails in the same way; asked some hundred times
 */
export const shrinkScript = (script: FlowScript, fails: Fails): FlowScript => {
  let now = script;
  for (;;) {
    const smaller = plainer(fewer(withoutGiven(now, fails), fails), fails);
    if (smaller === now) return now;
    now = smaller;
  }
};

const withoutGiven = (script: FlowScript, fails: Fails): FlowScript => {
  if (Object.keys(script.given).length === 0) return script;
  const bare: FlowScript = { given: {}, when: script.when };
  return fails(bare) ? bare : script;
};

// Delta debugging: halves first, then ever smaller pieces, at last each act alone until none can be spared.
const fewer = (script: FlowScript, fails: Fails): FlowScript => {
  let now = script;
  let size = Math.max(1, now.when.length >> 1);
  for (;;) {
    const next = withoutPieces(now, size).find(fails);
    if (next) now = next;
    else if (size === 1) return now;
    else size >>= 1;
  }
};

const withoutPieces = ({ given, when }: FlowScript, size: number): readonly FlowScript[] =>
  Array.from({ length: Math.ceil(when.length / size) }, (_, at) => ({
    given,
    when: when.toSpliced(at * size, size),
  }));

const plainer = (script: FlowScript, fails: Fails): FlowScript =>
  [...script.when.keys()].reduce((now, at) => plainerAt(now, at, fails), script);

const plainerAt = (script: FlowScript, at: number, fails: Fails): FlowScript => {
  let now = script;
  for (;;) {
    const { given, when } = now;
    const [act] = when.slice(at);
    const simpler = act ? simplerActs(act) : [];
    const next = simpler.map((one): FlowScript => ({ given, when: when.with(at, one) })).find(fails);
    if (!next) return now;
    now = next;
  }
};

/** An act a little simpler, in several ways; the simplest first. */
const simplerActs = (act: ScriptAct): readonly ScriptAct[] => {
  if ('presses' in act) return [...sooner(act), ...fewerKeys(act.presses).map((presses) => ({ ...act, presses }))];
  if ('says' in act || 'makesNoise' in act || 'hangsUp' in act || 'answeredBy' in act) return sooner(act);
  if ('isSilent' in act) return typeof act.isSilent === 'number' ? simplerSilences(act.isSilent) : [];
  if ('http' in act) return untimed(act.http).map((http) => ({ http }));
  if ('line' in act) return untimed(act.line).map((line) => ({ line }));
  if ('queue' in act) return untimed(act.queue).map((queue) => ({ queue }));
  if ('room' in act) return untimed(act.room).map((room) => ({ room }));
  return [];
};

type Timed = Extract<ScriptAct, { readonly afterMs?: number | undefined }>;

const sooner = (act: Timed): readonly ScriptAct[] => {
  const { afterMs, ...polite } = act;
  return afterMs === undefined ? [] : [polite, ...shorter(afterMs).map((ms) => ({ ...act, afterMs: ms }))];
};

const simplerSilences = (isSilent: number): readonly ScriptAct[] => [
  { isSilent: true },
  ...shorter(isSilent).map((ms) => ({ isSilent: ms })),
];

// An answer without one of its times.
const untimed = <Answer extends { afterMs?: number | undefined; talkMs?: number | undefined }>(
  answer: Answer,
): readonly Answer[] =>
  (['talkMs', 'afterMs'] as const).flatMap((name) => {
    if (answer[name] === undefined) return [];
    const plain = { ...answer };
    delete plain[name];
    return [plain];
  });

const shorter = (ms: number): readonly number[] => {
  const half = Math.floor(ms / 2 / SHORTEST_MS) * SHORTEST_MS;
  return half > 0 ? [half] : [];
};

// The halves first; then without each of the keys.
const fewerKeys = (keys: string): readonly string[] => {
  if (keys.length < 2) return [];
  const middle = keys.length >> 1;
  const withoutOne = Array.from(keys, (_, at) => keys.slice(0, at) + keys.slice(at + 1));
  return [keys.slice(0, middle), keys.slice(middle), ...withoutOne];
};
