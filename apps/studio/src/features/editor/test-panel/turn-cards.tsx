'use client';

import type { SimulatorState, WaitingFor } from '@callwright/flow-engine/simulator';
import { PhoneCall, Users, Voicemail, Waypoints } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../../../shared/ui/button';
import { AnswerButtons } from './answer-buttons';
import { CodeCard } from './code-card';
import { RequestCard } from './request-card';
import { useTestActions } from './test-context';
import { Card } from './turn-card';

/** What the test call waits for, with what can be answered: by the caller, or by the world, which is played as well. */
export const TurnCards = ({ state }: { readonly state: SimulatorState }) => {
  // Of several lines that ring the first is answered first; the others follow.
  const shown = state.waitingFor.filter((one, at, all) => all.findIndex(({ kind }) => kind === one.kind) === at);
  if (shown.length === 0) return null;
  return (
    <div className="flex max-h-[46%] shrink-0 flex-col gap-2 overflow-y-auto px-(--desk-pad) pb-2.5 empty:hidden">
      {shown.map((waiting) => (
        <Turn key={keyOf(waiting)} waiting={waiting} state={state} />
      ))}
    </div>
  );
};

const keyOf = (waiting: WaitingFor): string => ('id' in waiting ? waiting.id : waiting.kind);

const Turn = ({ waiting, state }: { readonly waiting: WaitingFor; readonly state: SimulatorState }) => {
  const t = useTranslations('testPanel.turn');
  switch (waiting.kind) {
    case 'question':
      return <AnswerButtons command={waiting.command} state={state} />;
    case 'message':
      return <p className="text-sm text-ink-2">{t('message')}</p>;
    case 'line':
      return <LineCard name={waiting.target} />;
    case 'queue':
      return <QueueCard name={waiting.queue} />;
    case 'room':
      return <RoomCard name={waiting.room} />;
    case 'answerer':
      return <AnswererCard isMachine={waiting.isMachine} />;
    case 'http':
      return <RequestCard waiting={waiting} journal={state.journal} />;
    case 'code':
      return <CodeCard waiting={waiting} />;
  }
};

const LINES = ['answered', 'noAnswer', 'busy', 'failed'] as const;
const LineCard = ({ name }: { readonly name: string }) => {
  const t = useTranslations('testPanel.turn');
  const actions = useTestActions();
  return (
    <Card icon={PhoneCall} title={t('line', { name })} help={t('lineHelp')} onWait={actions.skip}>
      {LINES.map((outcome) => (
        <Button
          key={outcome}
          size="small"
          kind={outcome === 'answered' ? 'live' : 'normal'}
          onClick={() => actions.do({ line: { outcome } })}
        >
          {t(`lines.${outcome}`)}
        </Button>
      ))}
    </Card>
  );
};

const QUEUES = ['answered', 'nobody', 'full', 'failed'] as const;
const QueueCard = ({ name }: { readonly name: string }) => {
  const t = useTranslations('testPanel.turn');
  const actions = useTestActions();
  return (
    <Card icon={Users} title={t('queue', { name })} help={t('queueHelp')} onWait={actions.skip}>
      {QUEUES.map((outcome) => (
        <Button
          key={outcome}
          size="small"
          kind={outcome === 'answered' ? 'live' : 'normal'}
          onClick={() => actions.do({ queue: { outcome } })}
        >
          {t(`queues.${outcome}`)}
        </Button>
      ))}
    </Card>
  );
};

const ROOMS = ['joined', 'alone', 'full', 'failed'] as const;
const RoomCard = ({ name }: { readonly name: string }) => {
  const t = useTranslations('testPanel.turn');
  const actions = useTestActions();
  return (
    <Card icon={Waypoints} title={t('room', { name })} help={t('roomHelp')} onWait={actions.skip}>
      {ROOMS.map((outcome) => (
        <Button
          key={outcome}
          size="small"
          kind={outcome === 'joined' ? 'live' : 'normal'}
          onClick={() => actions.do({ room: { outcome } })}
        >
          {t(`rooms.${outcome}`)}
        </Button>
      ))}
    </Card>
  );
};

const ANSWERERS = ['human', 'machine', 'unknown'] as const;
const AFTER_GREETING = ['beep', 'unknown'] as const;
const AnswererCard = ({ isMachine }: { readonly isMachine: boolean }) => {
  const t = useTranslations('testPanel.turn');
  const actions = useTestActions();
  return (
    <Card icon={Voicemail} title={t('answerer')} help={t('answererHelp')} onWait={actions.skip}>
      {(isMachine ? AFTER_GREETING : ANSWERERS).map((answeredBy) => (
        <Button
          key={answeredBy}
          size="small"
          kind={answeredBy === 'human' ? 'live' : 'normal'}
          onClick={() => actions.do({ answeredBy })}
        >
          {t(`answerers.${isMachine && answeredBy === 'unknown' ? 'noBeep' : answeredBy}`)}
        </Button>
      ))}
    </Card>
  );
};
