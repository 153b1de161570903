'use client';

import { Handle, type Node, type NodeProps, Position, useUpdateNodeInternals } from '@xyflow/react';
import { CircleAlert, Radio, Timer, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo, useEffect, useRef } from 'react';
import { FamilyShape } from '../../../shared/ui/family-shape';
import { Icon } from '../../../shared/ui/icon';
import { nodeIcon } from '../../../shared/ui/node-icon';
import { promptSeconds } from '../model/prompt-text';
import { PromptWords } from '../prompt-words';
import { RECORDING, useRecording } from '../recordings/use-prompts';
import { ExitRows } from './exit-rows';
import type { StepView } from './step-view';
import { useZoomBand, type ZoomBand } from './zoom-band';

/** Where the call is, seen from one step. `off`: a call is shown and was not here. */
export type CallState = 'none' | 'live' | 'been' | 'off';

/** A step on the canvas. */
export type StepNode = Node<
  {
    readonly view: StepView;
    readonly call: CallState;
    readonly waitsFor: string | undefined;
    /** Exits the call took, joined by `|` so that equal ones are the same. */
    readonly taken: string;
    readonly isEditable: boolean;
  },
  'step'
>;

/** A step's card: name, its own words, and one row for every way out. */
export const StepCard = memo(({ id, data, selected }: NodeProps<StepNode>) => {
  const { view, call, waitsFor, taken, isEditable } = data;
  const band = useZoomBand();
  const updateInternals = useUpdateNodeInternals();
  const ports = view.rows.map(({ name, state }) => `${name} ${state}`).join(' ');
  const drawn = useRef('');
  useEffect(() => {
    const face = `${ports} ${band}`;
    // The first drawing is measured by React Flow itself; measuring one card early would spoil the first fit.
    if (drawn.current !== '' && drawn.current !== face) updateInternals(id);
    drawn.current = face;
  }, [id, ports, band, updateInternals]);
  return (
    <div
      className="step"
      data-family={view.family}
      data-zoom={band}
      data-selected={(selected && isEditable) || undefined}
      data-call={call === 'none' ? undefined : call}
    >
      <Handle
        type="target"
        position={Position.Left}
        id="in"
        className="port-in"
        isConnectable={isEditable}
        isConnectableStart={false}
      />
      {band === 'far' ? <FarFace view={view} /> : <NearFace data={data} band={band} />}
      {band !== 'far' && waitsFor && call === 'live' && view.words === '' && <Waits text={waitsFor} />}
      {(band === 'far' || view.rows.length > 0) && (
        <ExitRows rows={view.rows} band={band} taken={taken} isEditable={isEditable} />
      )}
      <Badge view={view} />
    </div>
  );
});

const FarFace = ({ view }: { readonly view: StepView }) => (
  <>
    <FamilyShape family={view.family} icon={nodeIcon(view.icon)} />
    <span className="step-name">{view.name}</span>
  </>
);

const NearFace = ({ data, band }: { readonly data: StepNode['data']; readonly band: ZoomBand }) => {
  const { view, call, waitsFor } = data;
  return (
    <>
      <div className="step-head">
        <FamilyShape family={view.family} icon={nodeIcon(view.icon)} isFaded={call === 'off'} />
        <span className="step-name" title={view.name}>
          {view.name}
        </span>
        <span className="step-kind" title={view.kind}>
          {view.kind}
        </span>
      </div>
      {view.words !== '' && (
        <div className="step-words" data-long={view.words.length > LONG || undefined}>
          <PromptWords text={view.words} />
        </div>
      )}
      {view.words !== '' && waitsFor && call === 'live' && <Waits text={waitsFor} />}
      {view.words !== '' && !(waitsFor && call === 'live') && <Length view={view} />}
      {view.words === '' && band === 'near' && <div className="h-1" />}
    </>
  );
};

// Six lines of a card hold about this many letters.
const LONG = 185;

const Waits = ({ text }: { readonly text: string }) => (
  <div className="step-meta">
    <span className="step-waits">
      <Icon icon={Radio} size={14} />
      {text}
    </span>
  </div>
);

// How long callers listen: a recording's own length, or what the words will take.
const Length = ({ view: { isSpoken, words } }: { readonly view: StepView }) => {
  if (words.startsWith(RECORDING)) return <RecordingLength url={words} />;
  return isSpoken ? <Seconds seconds={promptSeconds(words)} kind="aboutSeconds" /> : null;
};
const RecordingLength = ({ url }: { readonly url: string }) => {
  const recording = useRecording(url);
  return recording ? <Seconds seconds={Math.max(1, Math.round(recording.durationMs / 1000))} kind="seconds" /> : null;
};
const Seconds = ({ seconds, kind }: { readonly seconds: number; readonly kind: 'seconds' | 'aboutSeconds' }) => {
  const t = useTranslations('editor.step');
  return (
    <div className="step-meta">
      <span>
        <Icon icon={Timer} size={14} />
        {t(kind, { seconds })}
      </span>
    </div>
  );
};

const Badge = ({ view: { errors, warnings } }: { readonly view: StepView }) => {
  const t = useTranslations('editor.problems');
  if (errors.length + warnings.length === 0) return null;
  const severity = errors.length > 0 ? 'error' : 'warning';
  const messages = severity === 'error' ? errors : warnings;
  return (
    <span
      className="step-badge"
      data-severity={severity}
      role="img"
      title={messages.join('\n')}
      aria-label={t(`badge.${severity}`, { count: messages.length })}
    >
      <Icon icon={severity === 'error' ? CircleAlert : TriangleAlert} size={13} />
      {messages.length}
    </span>
  );
};
