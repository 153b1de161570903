'use client';

import type { ScriptAct } from '@callwright/flow-engine';
import { useTranslations } from 'next-intl';

const MAX_LENGTH = 40;

/** Says what an act of a script is, in the reader's language. */
export const useActWords = (): ((act: ScriptAct) => string) => {
  const t = useTranslations('testPanel.act');
  return (act) => {
    if ('says' in act) return t('says', { words: act.says });
    if ('presses' in act) return t('presses', { keys: act.presses });
    if ('makesNoise' in act) return t('noise');
    if ('isSilent' in act)
      return act.isSilent === true ? t('silent') : t('silentFor', { seconds: act.isSilent / 1000 });
    if ('hears' in act) return t('hears', { words: shortened(act.hears) });
    if ('hangsUp' in act) return t('hangsUp');
    return answerWords(t, act);
  };
};

type Answer = Exclude<
  ScriptAct,
  | { readonly says: string }
  | { readonly presses: string }
  | { readonly makesNoise: true }
  | { readonly isSilent: true | number }
  | { readonly hears: string }
  | { readonly hangsUp: true }
>;

const answerWords = (t: ReturnType<typeof useTranslations<'testPanel.act'>>, act: Answer): string => {
  if ('answeredBy' in act) return t('answeredBy', { who: act.answeredBy });
  if ('http' in act)
    return act.http.error === undefined ? t('http', { status: act.http.status ?? 200 }) : t('httpFails');
  if ('code' in act)
    return act.code.error === undefined
      ? t('code', { value: shortened(JSON.stringify(act.code.value ?? null)) })
      : t('codeFails');
  if ('line' in act) return t('line', { outcome: act.line.outcome });
  if ('queue' in act) return t('queue', { outcome: act.queue.outcome });
  if ('room' in act) return t('room', { outcome: act.room.outcome });
  return t('fails', { command: act.fails });
};

const shortened = (text: string): string => (text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text);
