'use client';

import type { NodeDefinition } from '@callwright/flow-engine';
import type { FlowNode, FlowProblem, Json } from '@callwright/protocol';
import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { Icon } from '../../../shared/ui/icon';
import { useEditor } from '../editor-context';
import { faceOf } from '../model/step-face';
import { ExitTargets } from './exit-targets';
import { FieldControl, type FieldProblem } from './field-control';
import { type FormField, formFields, isShown, type Section } from './form-fields';
import { useFreshFocus } from './use-fresh-focus';
import { asEntries } from './widgets/widget-props';

/** The form of a step, made from its schema: what the caller hears first, what is seldom changed last. */
export const StepForm = ({ node, definition }: { readonly node: FlowNode; readonly definition: NodeDefinition }) => {
  const t = useTranslations('editor.inspector');
  const definitions = useEditor((state) => state.definitions);
  const problems = useEditor((state) => state.problems);
  const own = problems.filter(({ nodeId, field }) => nodeId === node.id && field !== undefined);
  const { exits } = faceOf(node, definitions);
  const fields = formFields(definition).filter((field) => isShown(field, node.config));
  const inSection = (section: Section) => fields.filter((field) => field.section === section);
  // What its settings already say leads there by itself.
  const ways = exits.filter(({ kind, to }) => kind === 'next' && to === undefined);
  const fallbacks = exits.filter(({ kind }) => kind === 'fallback' || kind === 'failure');
  const inRows = new Set(fields.flatMap(({ name }) => rowIds(node.config[name])));
  const looseChoices = exits.filter(({ kind, name }) => kind === 'choice' && !inRows.has(name));
  const form = useFreshFocus(node.id);
  return (
    <div ref={form}>
      {(['hears', 'answers', 'does'] as const).map((section) => (
        <Fields key={section} node={node} section={section} fields={inSection(section)} problems={own} />
      ))}
      {ways.length + looseChoices.length > 0 && (
        <FormSection title={t('sections.next')}>
          <ExitTargets nodeId={node.id} exits={[...looseChoices, ...ways]} />
        </FormSection>
      )}
      <Fields node={node} section="otherwise" fields={inSection('otherwise')} problems={own}>
        {fallbacks.length > 0 && <ExitTargets nodeId={node.id} exits={fallbacks} />}
      </Fields>
      <Advanced node={node} fields={inSection('advanced')} problems={own} />
    </div>
  );
};

const Fields = ({
  node,
  section,
  fields,
  problems,
  children,
}: {
  readonly node: FlowNode;
  readonly section: Section;
  readonly fields: readonly FormField[];
  readonly problems: readonly FlowProblem[];
  readonly children?: ReactNode;
}) => {
  const t = useTranslations('editor.inspector');
  if (fields.length === 0 && !children) return null;
  // The first setting names the section where it says best what it is about.
  const [first] = section === 'otherwise' ? [] : fields;
  return (
    <FormSection title={first?.title ?? t(`sections.${section}`)}>
      {fields.map((field) => (
        <FieldControl
          key={field.name}
          node={node}
          field={field}
          isTitled={field === first}
          problem={problemOf(problems, field)}
        />
      ))}
      {children}
    </FormSection>
  );
};

const FormSection = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="flex flex-col gap-3 border-t border-line px-4 py-3.5">
    <h3 className="-mb-1 font-title">{title}</h3>
    {children}
  </section>
);

const Advanced = ({
  node,
  fields,
  problems,
}: {
  readonly node: FlowNode;
  readonly fields: readonly FormField[];
  readonly problems: readonly FlowProblem[];
}) => {
  const t = useTranslations('editor.inspector');
  const hasProblem = fields.some((field) => problemOf(problems, field) !== undefined);
  const [isOpen, setOpen] = useState(hasProblem);
  if (fields.length === 0) return null;
  return (
    <section className="border-t border-line px-4 py-3.5">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="flex w-full items-center gap-2 text-left"
      >
        <Icon icon={ChevronRight} size={14} className={`transition-transform ${isOpen ? 'rotate-90' : ''}`} />
        <span className="font-title">{t('sections.advanced')}</span>
        {!isOpen && (
          <span className="min-w-0 truncate text-sm text-ink-3">
            {fields.map(({ title }) => inSentence(title)).join(', ')}
          </span>
        )}
      </button>
      {isOpen && (
        <div className="mt-3 flex flex-col gap-3">
          {fields.map((field) => (
            <FieldControl key={field.name} node={node} field={field} problem={problemOf(problems, field)} />
          ))}
        </div>
      )}
    </section>
  );
};

// A row of the form has the button of its own exit.
const rowIds = (value: Json | undefined): readonly string[] =>
  value === undefined ? [] : asEntries(value).flatMap(({ id }) => (typeof id === 'string' ? [id] : []));

const problemOf = (problems: readonly FlowProblem[], { name }: FormField): FieldProblem | undefined => {
  const own = problems.filter(({ field }) => field === name || field?.startsWith(`${name}.`));
  const worst = own.find(({ severity }) => severity === 'error') ?? own[0];
  return worst && { message: worst.message, isWarning: worst.severity !== 'error' };
};

// A word in capitals, such as SIP, keeps them.
const inSentence = (title: string): string => title.replace(/^\p{Lu}(?!\p{Lu})/u, (first) => first.toLowerCase());
