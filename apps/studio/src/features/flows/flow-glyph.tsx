import type { NodeDefinition, NodeFamily } from '@callwright/flow-engine';
import type { FlowDocument } from '@callwright/protocol';
import { type GlyphStep, glyphOf } from './flow-glyph-layout';

/** A flow as a small drawing: a shape for each step, by family. Decoration: its name stands below. */
export const FlowGlyph = ({
  document,
  definitions,
}: {
  readonly document: FlowDocument;
  readonly definitions: ReadonlyMap<string, NodeDefinition>;
}) => {
  const { start, steps, wires } = glyphOf(document, definitions);
  return (
    <svg aria-hidden width="252" height="96" viewBox="0 0 252 96" className="max-w-full">
      <g fill="none" stroke="var(--wire)" strokeWidth="1.4">
        {wires.map(({ from, to }) => {
          const bend = (to.x - from.x) / 2;
          const path = `M${from.x} ${from.y}c${bend} 0 ${bend} ${to.y - from.y} ${to.x - from.x} ${to.y - from.y}`;
          return <path key={`${path}`} d={path} />;
        })}
        {steps.length === 0 && (
          <>
            <path d={`M${start.x} ${start.y}h71`} strokeDasharray="3 5" />
            <rect x="85" y="30" width="92" height="36" rx="9" strokeDasharray="3 5" />
          </>
        )}
      </g>
      <circle cx={start.x} cy={start.y} r="7" fill="var(--ink)" />
      {steps.map((step) => (
        <Shape key={step.id} step={step} />
      ))}
    </svg>
  );
};

// Each drawn around 0 0, about 23 wide.
const SHAPES = {
  speak: 'M-12 10V0a10 10 0 0 1 10-10h4a10 10 0 0 1 0 20z',
  hear: 'M-11.5 0a11.5 11.5 0 1 0 23 0a11.5 11.5 0 1 0-23 0z',
  decide: 'M0-13L13 0L0 13L-13 0z',
  connect: 'M-12-10H2a10 10 0 0 1 0 20H-12z',
  data: 'M-8-10H8a3 3 0 0 1 3 3V7a3 3 0 0 1-3 3H-8a3 3 0 0 1-3-3V-7a3 3 0 0 1 3-3z',
  end: 'M-5-11H5L11-5V5L5 11H-5L-11 5V-5z',
} satisfies Record<NodeFamily, string>;

const Shape = ({ step: { family, x, y } }: { readonly step: GlyphStep }) => (
  <path
    d={SHAPES[family]}
    transform={`translate(${x} ${y})`}
    fill={family === 'end' ? 'var(--end)' : `var(--${family}-soft)`}
    stroke={family === 'end' ? 'none' : `var(--${family})`}
    strokeWidth="1.4"
  />
);
