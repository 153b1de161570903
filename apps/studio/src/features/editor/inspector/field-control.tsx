'use client';

import type { FlowNode, Json } from '@callwright/protocol';
import type { ReactNode } from 'react';
import { Field } from '../../../shared/ui/field';
import { Switch } from '../../../shared/ui/switch';
import { useActions } from '../editor-context';
import type { FormField, Widget } from './form-fields';
import { AssignmentsWidget } from './widgets/assignments-widget';
import { ChoicesWidget } from './widgets/choices-widget';
import { EndpointWidget } from './widgets/endpoint-widget';
import { NumberWidget } from './widgets/number-widget';
import { PromptFileWidget } from './widgets/prompt-file-widget';
import { PromptWidget } from './widgets/prompt-widget';
import { RulesWidget } from './widgets/rules-widget';
import { SelectWidget } from './widgets/select-widget';
import { TextWidget } from './widgets/text-widget';
import { TextsWidget } from './widgets/texts-widget';
import { VariableWidget } from './widgets/variable-widget';
import type { WidgetProps } from './widgets/widget-props';

/** One setting of a step with the control its schema asks for. `isTitled` when its title stands above already. */
export const FieldControl = ({
  node,
  field,
  isTitled = false,
  problem,
}: {
  readonly node: FlowNode;
  readonly field: FormField;
  readonly isTitled?: boolean;
  readonly problem: string | undefined;
}) => {
  const { changeField } = useActions();
  const value = node.config[field.name] ?? field.initial;
  const onChange = (next: Json) => changeField(node.id, field.name, next);
  if (field.widget === 'toggle') {
    return <Switch label={field.title} help={problem ?? field.help} isOn={value === true} onChange={onChange} />;
  }
  const show = widgets[field.widget];
  return (
    <Field label={field.title} isLabelHidden={isTitled} help={field.help} problem={problem}>
      {(control) => show({ node, field, value, onChange, control })}
    </Field>
  );
};

// A new kind of control in FieldMeta does not compile until it stands here.
const widgets: { readonly [Name in Exclude<Widget, 'toggle'>]: (props: WidgetProps) => ReactNode } = {
  prompt: (props) => <PromptWidget {...props} />,
  text: (props) => <TextWidget {...props} />,
  number: (props) => <NumberWidget {...props} />,
  select: (props) => <SelectWidget {...props} />,
  choices: (props) => <ChoicesWidget {...props} />,
  rules: (props) => <RulesWidget {...props} />,
  assignments: (props) => <AssignmentsWidget {...props} />,
  promptFile: (props) => <PromptFileWidget {...props} />,
  endpoint: (props) => <EndpointWidget {...props} />,
  variable: (props) => <VariableWidget {...props} />,
  texts: (props) => <TextsWidget {...props} />,
};
