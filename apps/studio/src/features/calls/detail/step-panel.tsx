'use client';

import { definitionByType } from '@callwright/nodes';
import type { CallResource, FlowNode, JournalLine, TranscriptEntry } from '@callwright/protocol';
import { Check, ChevronLeft, ChevronRight, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useMemo } from 'react';
import { Chip } from '../../../shared/ui/chip';
import { FamilyShape } from '../../../shared/ui/family-shape';
import { Icon } from '../../../shared/ui/icon';
import { IconButton } from '../../../shared/ui/icon-button';
import { KeyCap } from '../../../shared/ui/key-cap';
import { nodeIcon } from '../../../shared/ui/node-icon';
import { formatClock, formatSeconds } from '../format-time';
import { RemarkLine } from '../journal/remark-line';
import { formatValue } from '../journal/variables';
import { flowOfStep } from './call-flows';
import { usePlayer } from './player-context';
import { factsOf, type ReactionStage, type StepFacts } from './step-facts';

/** What is known of the step the playhead is in: heard, decided, remembered, and how fast. */
export const StepPanel = ({
  call,
  lines,
  at,
}: {
  readonly call: CallResource;
  readonly lines: readonly JournalLine[];
  /** Place in the path. */
  readonly at: number;
}) => {
  const t = useTranslations('calls.detail.step');
  const player = usePlayer();
  const facts = useMemo(() => factsOf(call, lines, at), [call, lines, at]);
  const step = call.path[at];
  if (!step || !facts) return null;
  const nodes = flowOfStep(call, step.subflow)?.flow.nodes ?? [];
  const node = nodes.find(({ id }) => id === step.nodeId);
  const goTo = (place: number) => {
    const target = call.path[place];
    if (target) player.seek(target.enteredAtMs);
  };
  return (
    <aside aria-label={t('label')} className="min-h-0 overflow-y-auto border-l border-line bg-surface">
      <header className="flex items-center gap-2.5 px-4 py-3">
        <StepName node={node} fallback={step.nodeId} />
        <span className="ml-auto shrink-0 text-sm text-ink-2 tabular-nums">
          {t('count', { at: at + 1, total: call.path.length })}
        </span>
        <span className="flex">
          <IconButton
            icon={ChevronLeft}
            label={t('before')}
            keys="J"
            size={28}
            disabled={at === 0}
            onClick={() => goTo(at - 1)}
          />
          <IconButton
            icon={ChevronRight}
            label={t('after')}
            keys="K"
            size={28}
            disabled={at === call.path.length - 1}
            onClick={() => goTo(at + 1)}
          />
        </span>
      </header>
      {step.failure && (
        <p className="mx-4 mb-3.5 flex items-start gap-2 rounded-field bg-danger-soft px-3 py-2 text-danger">
          <Icon icon={TriangleAlert} className="mt-0.5 shrink-0" />
          <span className="min-w-0 break-words">{t('failed', { message: step.failure.message })}</span>
        </p>
      )}
      <Section title={t('heard')}>
        {facts.heard.length === 0 && <p className="text-ink-3">{t(silenceWords(node, call.status))}</p>}
        {facts.heard.map((entry) => (
          <Heard key={`${entry.atMs} ${entry.kind}`} entry={entry} />
        ))}
      </Section>
      <Section title={t('decided')}>
        <Decided facts={facts} nodes={nodes} isLive={call.status === 'live'} onShow={() => goTo(at + 1)} />
      </Section>
      {facts.remarks.length > 0 && (
        <Section title={t('happened')}>
          <div className="flex flex-col gap-1">
            {facts.remarks.map((remark) => (
              <RemarkLine key={`${remark.seq} ${remark.kind}`} remark={remark} />
            ))}
          </div>
        </Section>
      )}
      <Section title={t('known')}>
        {facts.learnt.length === 0 && <p className="text-ink-3">{t('nothingKnown')}</p>}
        <dl>
          {facts.learnt.map(({ name, value }) => (
            <div key={name} className="flex min-h-6 items-baseline gap-2">
              <dt className="w-24 shrink-0 truncate text-ink-2">{name}</dt>
              <dd className="min-w-0 font-strong break-words">{formatValue(value)}</dd>
            </div>
          ))}
        </dl>
      </Section>
      {facts.reactions.length > 0 && <Speed reactions={facts.reactions} />}
    </aside>
  );
};

const silenceWords = (node: FlowNode | undefined, status: CallResource['status']) => {
  if (!node || !definitionByType.get(node.type)?.asksCaller) return 'notAsked';
  return status === 'live' ? 'nothingYet' : 'nothingHeard';
};

const StepName = ({ node, fallback }: { readonly node: FlowNode | undefined; readonly fallback: string }) => {
  const definition = node && definitionByType.get(node.type);
  return (
    <>
      {definition && <FamilyShape family={definition.family} icon={nodeIcon(definition.icon)} />}
      <h2 className="min-w-0 truncate text-lg font-title">{node?.name ?? fallback}</h2>
    </>
  );
};

const Section = ({
  title,
  after,
  children,
}: {
  readonly title: string;
  readonly after?: ReactNode;
  readonly children: ReactNode;
}) => (
  <section className="border-t border-line px-4 py-3.5">
    <h3 className="mb-2 flex items-center justify-between font-title">
      {title}
      {after}
    </h3>
    {children}
  </section>
);

const Heard = ({ entry }: { readonly entry: TranscriptEntry }) => {
  const t = useTranslations('calls.detail.step');
  const time = formatClock(entry.atMs);
  if (entry.kind === 'noAnswer') return <p className="py-0.5 text-ink-2">{t('noAnswerAt', { time })}</p>;
  if (entry.kind === 'notUnderstood') return <p className="py-0.5 text-ink-2">{t('notUnderstoodAt', { time })}</p>;
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 py-0.5">
      {entry.kind === 'keys' ? <KeyCap digit={entry.text} /> : <b className="font-semibold">“{entry.text}”</b>}
      <span className="text-ink-2">{t(entry.kind === 'keys' ? 'pressedAt' : 'saidAt', { time })}</span>
    </p>
  );
};

const Decided = ({
  facts: { decided },
  nodes,
  isLive,
  onShow,
}: {
  readonly facts: StepFacts;
  readonly nodes: readonly FlowNode[];
  readonly isLive: boolean;
  readonly onShow: () => void;
}) => {
  const t = useTranslations('calls.detail.step');
  if (!decided) return <p className="text-ink-2">{t(isLive ? 'stillHere' : 'endedHere')}</p>;
  const next = nodes.find(({ id }) => id === decided.nextNodeId);
  return (
    <>
      <p className="flex items-center gap-2 font-semibold">
        {decided.key && <KeyCap digit={decided.key} />}
        {decided.label}
      </p>
      <p className="text-ink-2">
        {next
          ? t.rich('wentTo', {
              name: next.name,
              step: (name) => (
                <button type="button" onClick={onShow} className="font-semibold text-accent hover:underline">
                  {name}
                </button>
              ),
            })
          : t('led')}
      </p>
    </>
  );
};

const TONES = {
  ended: 'bg-hear',
  key: 'bg-hear',
  understood: 'bg-hear',
  decided: 'bg-decide',
  voice: 'bg-speak',
  line: 'bg-connect',
  other: 'bg-data',
} satisfies Record<ReactionStage['stage'], string>;

// What a caller takes for an immediate answer.
const QUICK_MS = 800;

/** The stages of the turn one after the other, each as long as it took. */
const Speed = ({ reactions }: { readonly reactions: readonly ReactionStage[] }) => {
  const t = useTranslations('calls.detail.step');
  const totalMs = reactions.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const isQuick = totalMs <= QUICK_MS;
  const starts = reactions.map((_, at) => reactions.slice(0, at).reduce((sum, { durationMs }) => sum + durationMs, 0));
  return (
    <Section
      title={t('speed')}
      after={
        <Chip tone={isQuick ? 'ok' : 'plain'} icon={isQuick ? Check : undefined} className="h-5">
          {formatSeconds(totalMs)}
        </Chip>
      }
    >
      {reactions.map(({ stage, key, durationMs }, at) => (
        <div key={key} className="grid h-6 grid-cols-[92px_1fr_48px] items-center gap-2">
          <span className="truncate text-ink-2" title={key}>
            {t(`stage.${stage}`, { key })}
          </span>
          <span aria-hidden className="relative h-2 overflow-hidden rounded-tag bg-surface-3">
            <i
              className={`absolute inset-y-0 min-w-1 rounded-tag ${TONES[stage]}`}
              style={{
                left: `${(100 * (starts[at] ?? 0)) / Math.max(1, totalMs)}%`,
                width: `${(100 * durationMs) / Math.max(1, totalMs)}%`,
              }}
            />
          </span>
          <b className="text-right font-strong tabular-nums">{formatSeconds(durationMs)}</b>
        </div>
      ))}
    </Section>
  );
};
