'use client';

import { Mic, MicOff, PhoneOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { Button } from '../../shared/ui/button';
import { Icon } from '../../shared/ui/icon';
import { Lamp } from '../../shared/ui/lamp';
import { Spinner } from '../../shared/ui/spinner';
import { formatClock } from '../calls/format-time';
import { formatValue } from '../calls/journal/variables';
import { useNow } from '../calls/use-now';
import type { CallClient } from './call-client';
import { CallEndNote } from './call-end-note';
import type { CallSnapshot, CallState } from './call-state';
import { ConversationList } from './conversation-list';
import { Keypad } from './keypad';
import { LevelMeter } from './level-meter';
import { StartButton } from './start-button';
import type { CallStory } from './use-call-story';
import { useHangupKey } from './use-hangup-key';
import { useTelephoneKeys } from './use-telephone-keys';

/** Words of the desk that depend on what is called. */
export type DeskTarget = {
  /** On the button: "Call the draft". */
  readonly callLabel: string;
  /** Something is done before the call can be made, in words; null when nothing is. */
  readonly preparing: string | null;
  /** Why it could not be prepared, in words. */
  readonly refusal: string | null;
};

/** Where a call is in its flow; null where that is not known. */
export type CallPlace = {
  readonly nodeName: string | null;
  readonly waiting: string | null;
  /** Shows the step where it stands; null where it stands nowhere. */
  readonly onShow: (() => void) | null;
};

/** The telephone: one big button, then line, levels, what is said, and keys. Fills the place it is given. */
export const CallDesk = ({
  client,
  snapshot,
  story,
  place,
  target,
  linksToCall,
  onStart,
}: {
  readonly client: CallClient;
  readonly snapshot: CallSnapshot;
  readonly story: CallStory;
  /** Where the call is and what it waits for, in words. */
  readonly place: CallPlace;
  readonly target: DeskTarget;
  /** Whether the call can be looked at afterwards. */
  readonly linksToCall: boolean;
  readonly onStart: () => void;
}) => {
  const t = useTranslations('callPanel');
  const { state } = snapshot;
  const desk = useRef<HTMLDivElement>(null);
  const { pressed, press } = useTelephoneKeys(desk, state.phase === 'live', client);
  useHangupKey(desk, state.phase, client.hangup);
  const isUnderWay = state.phase === 'askingMicrophone' || state.phase === 'connecting' || state.phase === 'live';
  const hasTalked = story.conversation.length > 0 || state.phase === 'live';
  return (
    <div ref={desk} tabIndex={-1} data-phase={state.phase} className="flex min-h-0 flex-1 flex-col outline-none">
      {isUnderWay ? (
        <LineState state={state} place={place} />
      ) : (
        <div className={hasTalked ? 'border-b border-line' : 'flex flex-1 flex-col justify-center'}>
          {state.phase === 'ended' && <CallEndNote state={state} linksToCall={linksToCall} />}
          <StartButton target={target} isAgain={state.phase === 'ended'} isCompact={hasTalked} onStart={onStart} />
        </div>
      )}
      {state.phase === 'live' && (
        <div className="flex flex-col gap-1 border-b border-line px-(--desk-pad) pb-3">
          <LevelMeter label={t('ourSide')} stream={() => client.sound().flow} tone="speak" />
          <LevelMeter label={t('you')} stream={() => client.sound().microphone} tone="hear" />
          {snapshot.problem && (
            <p role="alert" className="mt-1 text-sm text-danger">
              {snapshot.problem}
            </p>
          )}
        </div>
      )}
      {hasTalked && (
        <ConversationList entries={story.conversation} partial={snapshot.partial} isLive={state.phase === 'live'} />
      )}
      {hasTalked && <Known story={story} />}
      {isUnderWay && (
        <Controls state={state} client={client} pressed={pressed} onPress={press} pushesDown={!hasTalked} />
      )}
    </div>
  );
};

const LineState = ({ state, place }: { readonly state: CallState; readonly place: CallPlace }) => {
  const t = useTranslations('callPanel');
  const nowMs = useNow(state.phase === 'live');
  return (
    <div role="status" className="flex min-h-12 flex-col justify-center px-(--desk-pad) py-3">
      <div className="flex items-center gap-2">
        {state.phase === 'live' ? <Lamp /> : <Spinner size={14} />}
        <span className="font-semibold">{t(`phase.${state.phase}`)}</span>
        {state.phase === 'live' && (
          <span className="ml-auto font-semibold text-live tabular-nums" data-testid="call-timer">
            {formatClock(nowMs - state.liveSinceMs)}
          </span>
        )}
      </div>
      {state.phase === 'askingMicrophone' && <p className="mt-1 text-ink-2">{t('askingMicrophone')}</p>}
      {state.phase === 'live' && (place.nodeName || place.waiting) && (
        <p className="truncate text-ink-2">
          {place.nodeName &&
            (place.onShow ? (
              <button type="button" onClick={place.onShow} className="mr-1 font-semibold text-ink hover:underline">
                {place.nodeName}
              </button>
            ) : (
              <b className="mr-1 font-semibold text-ink">{place.nodeName}</b>
            ))}
          <span className="tabular-nums">{place.waiting}</span>
        </p>
      )}
      {state.phase === 'live' && state.isMuted && <p className="mt-1 text-sm text-warning">{t('muted')}</p>}
      {state.phase === 'live' && state.isInterrupted && <p className="mt-1 text-sm text-warning">{t('interrupted')}</p>}
    </div>
  );
};

const Known = ({ story }: { readonly story: CallStory }) => {
  const t = useTranslations('callPanel');
  if (story.variables.length === 0) return null;
  return (
    <section className="max-h-40 shrink-0 overflow-y-auto border-t border-line px-(--desk-pad) pt-2.5 pb-3">
      <h3 className="mb-1 font-title">{t('known')}</h3>
      <dl>
        {story.variables.map(({ name, value, atMs }) => (
          <div
            key={`${name} ${atMs}`}
            className="-mx-1.5 flex min-h-6 animate-flash items-center gap-2 rounded-[5px] px-1.5"
          >
            <dt className="w-28 shrink-0 truncate text-ink-2">{name}</dt>
            <dd className="min-w-0 truncate font-strong tabular-nums">{formatValue(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
};

const Controls = ({
  state,
  client,
  pressed,
  onPress,
  pushesDown,
}: {
  readonly state: CallState;
  readonly client: CallClient;
  readonly pressed: string | null;
  readonly onPress: (digit: string) => void;
  readonly pushesDown: boolean;
}) => {
  const t = useTranslations('callPanel');
  const isMuted = state.phase === 'live' && state.isMuted;
  return (
    <div
      className={`shrink-0 border-t border-line bg-surface-2 px-(--desk-pad) pt-3 pb-3.5 ${pushesDown ? 'mt-auto' : ''}`}
    >
      {state.phase === 'live' && <Keypad pressed={pressed} onPress={onPress} />}
      <div className={`flex gap-2 ${state.phase === 'live' ? 'mt-2.5' : ''}`}>
        {state.phase === 'live' && (
          <Button
            icon={isMuted ? MicOff : Mic}
            aria-pressed={isMuted}
            onClick={() => client.setMuted(!isMuted)}
            className="h-10 flex-1"
          >
            {t(isMuted ? 'unmute' : 'mute')}
          </Button>
        )}
        <Button kind="dangerFilled" onClick={client.hangup} className="h-10 flex-1">
          <Icon icon={PhoneOff} />
          {t(state.phase === 'live' ? 'hangup' : 'cancel')}
          <kbd className="[@media(hover:none)]:hidden rounded-tag border border-current/40 px-1 font-sans text-[11px]/4 font-medium">
            Esc
          </kbd>
        </Button>
      </div>
    </div>
  );
};
