import type { NodeDefinition, NodeFamily } from '@callwright/flow-engine';

/** Families in the order of a call. */
const FAMILIES: readonly NodeFamily[] = ['speak', 'hear', 'decide', 'connect', 'data', 'end'];

/** What is added most often stands first in its family; kinds that are not here follow in the catalog's order. */
const USUAL_ORDER: readonly string[] = [
  ...['say', 'play', 'wait'],
  ...['menu', 'collect', 'listen', 'confirm', 'voicemail', 'agent'],
  ...['hours', 'branch', 'switch', 'split', 'loop', 'goTo', 'whoAnswered'],
  ...['transfer', 'dial', 'queue', 'conference', 'answer', 'subflow', 'sendKeys'],
  ...['set', 'http', 'message', 'tag', 'voice', 'record', 'code', 'note'],
  ...['hangup', 'return'],
];

/** What else people call a step who come from other systems. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  say: 'tts prompt speak announce',
  whoAnswered: 'amd answering machine detection voicemail beep human',
  play: 'audio file music prompt',
  wait: 'pause delay hold music',
  menu: 'ivr dtmf gather input choices keys',
  collect: 'digits dtmf gather pin account number card',
  listen: 'speech asr recognition gather intent',
  confirm: 'yes no verify',
  voicemail: 'record message mailbox',
  agent: 'llm gpt bot ai assistant',
  hours: 'business schedule calendar time holidays open closed',
  branch: 'if condition expression decide',
  switch: 'case compare',
  split: 'percentage random a/b test share',
  loop: 'for each while repeat times',
  goTo: 'jump link',
  answer: 'pick up accept ringing early media',
  transfer: 'forward bridge refer connect agent',
  dial: 'ring call simultaneous sequential hunt group',
  queue: 'hold callback waiting line agents',
  conference: 'room meeting',
  subflow: 'gosub module reuse another flow',
  sendKeys: 'dtmf digits tones extension',
  set: 'variable assign remember count',
  http: 'api rest webhook request json crm look up',
  message: 'sms email mail text webhook notify',
  tag: 'label disposition outcome report',
  voice: 'language locale speaker translate',
  record: 'recording start stop pause',
  code: 'function script javascript',
  note: 'comment sticky',
  hangup: 'end disconnect reject goodbye',
  return: 'end subflow outcome back',
};

/** Steps of one family that can be added. */
export type PaletteGroup = { readonly family: NodeFamily; readonly definitions: readonly NodeDefinition[] };

/**
 * What can be added, by family; families without a step are left out.
 * @param search words that must all occur in what a step does, is called, or is about
 */
export const paletteGroups = (definitions: readonly NodeDefinition[], search = ''): readonly PaletteGroup[] => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ action, title, description, type }: NodeDefinition) => {
    const text = `${action} ${title} ${description} ${type} ${OTHER_NAMES[type] ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const inOrder = definitions.toSorted((a, b) => rankOf(a) - rankOf(b));
  return FAMILIES.map((family) => ({
    family,
    definitions: inOrder.filter((definition) => definition.family === family && fits(definition)),
  })).filter(({ definitions: some }) => some.length > 0);
};

const rankOf = ({ type }: NodeDefinition): number => {
  const rank = USUAL_ORDER.indexOf(type);
  return rank === -1 ? USUAL_ORDER.length : rank;
};
