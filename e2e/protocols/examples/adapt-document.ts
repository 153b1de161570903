import type { FlowTest } from '@callwright/flow-engine/simulator';
import { type FlowDocument, flowDocument, type Json, json } from '@callwright/protocol';
import { z } from 'zod';

/** All that is different in an example when it is played in real time, and why. */
export const ADAPTED = {
  addresses: 'services of the examples are played on loopback',
  'call.from': 'who calls is another on every protocol; it is one number for all, and messages go there',
  time: 'a clock cannot be set: the time zone is one in which it is the hour of the test, every weekday is its Tuesday',
  'input variables': 'a call from outside has none: they are initial values',
  chance: 'which wording is tried depends on who calls; it is always the first',
  'waits of queues': 'nobody works here: a queue gives up after three seconds',
  recordings: 'half a second of silence, with a name of this workspace',
  targets: 'lines of the examples are lines of this protocol, which say a word and hang up',
} as const;

const CALLER = '"+12175550190"';
const QUEUE_WAIT_MS = 3000;

/** Where an example is played. */
export type Place = {
  readonly origin: string;
  readonly lineOf: (name: string) => string;
  /** Ids of recordings. */
  readonly promptOf: (name: string) => string;
};

/** An example as it is played in real time; see {@link ADAPTED}. */
export const adapted = (document: FlowDocument, { given }: FlowTest, place: Place): FlowDocument => {
  const text = JSON.stringify(document)
    .replaceAll('https://', place.origin)
    .replaceAll(/"prompt:([\w-]+)"/g, (_all, name: string) => `"prompt:${place.promptOf(name)}"`)
    .replaceAll('call.from', JSON.stringify(CALLER).slice(1, -1));
  const { flow, ...rest } = flowDocument.parse(JSON.parse(text));
  return {
    ...rest,
    flow: {
      ...flow,
      nodes: flow.nodes.map((node) => ({ ...node, config: configOf(node, place) })),
      settings: {
        ...flow.settings,
        ...(given.time === undefined ? {} : { timeZone: zoneOf(given.time) }),
        variables: (flow.settings.variables ?? []).map((variable) => {
          const initial = given.variables?.[variable.name];
          return initial === undefined ? variable : { ...variable, initial };
        }),
      },
    },
  };
};

type Node = FlowDocument['flow']['nodes'][number];

const configOf = ({ type, config }: Node, { origin, lineOf }: Place): Node['config'] => {
  if (type === 'agent') return { ...config, baseUrl: `${origin}api.openai.com/v1` };
  if (type === 'queue') return { ...config, maxWaitMs: QUEUE_WAIT_MS };
  if (type === 'message' && config.channel === 'sms') return { ...config, to: JSON.parse(CALLER) };
  if (type === 'transfer') return { ...config, target: lineOf(String(config.target)) };
  if (type === 'split') return { ...config, shares: sharesOf(config.shares) };
  return type === 'hours' ? { ...config, hours: hoursOf(config.hours) } : config;
};

const sharesOf = (shares: Json | undefined): Json =>
  z
    .array(z.record(z.string(), json))
    .parse(shares)
    .map((share, nth) => ({ ...share, percent: nth === 0 ? 100 : 0 }));

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const hoursOf = (hours: Json | undefined): Json => {
  const { weekly } = z.object({ weekly: z.object({ tuesday: json }) }).parse(hours);
  return { weekly: Object.fromEntries(DAYS.map((day) => [day, weekly.tuesday])) };
};

// `2026-03-03T08:15`: the zone east of Greenwich has a minus in its name (POSIX), and there are 12 of one and 14 of the other.
const zoneOf = (time: string | Date): string => {
  const wanted = Number(/T(\d\d)/.exec(String(time))?.[1] ?? 12);
  const ahead = (wanted - new Date().getUTCHours() + 24) % 24;
  return ahead <= 14 ? `Etc/GMT-${ahead}` : `Etc/GMT+${24 - ahead}`;
};
