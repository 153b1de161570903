'use client';

import type { FlowNode, Json } from '@callwright/protocol';
import type { ReactNode } from 'react';
import { Field } from '../../../shared/ui/field';
import { useActions } from '../editor-context';
import type { FormField, Widget } from './form-fields';
import { AssignmentsWidget } from './widgets/assignments-widget';
import { AuthWidget } from './widgets/auth-widget';
import { ChoicesWidget } from './widgets/choices-widget';
import { CodeWidget } from './widgets/code-widget';
import { EndpointWidget } from './widgets/endpoint-widget';
import { FlowVersionWidget } from './widgets/flow-version-widget';
import { FlowWidget } from './widgets/flow-widget';
import { HoursWidget } from './widgets/hours-widget';
import { MappingsWidget } from './widgets/mappings-widget';
import { NumberWidget } from './widgets/number-widget';
import { PromptFileWidget } from './widgets/prompt-file-widget';
import { PromptWidget } from './widgets/prompt-widget';
import { RowsWidget } from './widgets/rows-widget';
import { RulesWidget } from './widgets/rules-widget';
import { SecretWidget } from './widgets/secret-widget';
import { SelectWidget } from './widgets/select-widget';
import { SharesWidget } from './widgets/shares-widget';
import { StepWidget } from './widgets/step-widget';
import { TargetsWidget } from './widgets/targets-widget';
import { TextWidget } from './widgets/text-widget';
import { TextareaWidget } from './widgets/textarea-widget';
import { TextsWidget } from './widgets/texts-widget';
import { ToggleWidget } from './widgets/toggle-widget';
import { VariableWidget } from './widgets/variable-widget';
import type { WidgetProps } from './widgets/widget-props';

/** What is wrong with a setting: an error stops a publish, a warning does not. */
export type FieldProblem = { readonly message: string; readonly isWarning: boolean };

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
  readonly problem: FieldProblem | undefined;
}) => {
  const { changeField } = useActions();
  const value = node.config[field.name] ?? field.initial;
  const onChange = (next: Json) => changeField(node.id, field.name, next);
  if (field.widget === 'toggle')
    return <ToggleWidget field={field} value={value} onChange={onChange} help={problem?.message ?? field.help} />;
  const show = widgets[field.widget];
  return (
    <Field
      label={field.title}
      isLabelHidden={isTitled}
      help={field.help}
      problem={problem?.isWarning === false ? problem.message : undefined}
      warning={problem?.isWarning === true ? problem.message : undefined}
    >
      {(control) => show({ node, field, value, onChange, control })}
    </Field>
  );
};

// A new kind of control in FieldMeta does not compile until it stands here.
const widgets: { readonly [Name in Exclude<Widget, 'toggle'>]: (props: WidgetProps) => ReactNode } = {
  prompt: (props) => <PromptWidget {...props} />,
  text: (props) => <TextWidget {...props} />,
  textarea: (props) => <TextareaWidget {...props} />,
  code: (props) => <CodeWidget {...props} />,
  number: (props) => <NumberWidget {...props} />,
  select: (props) => <SelectWidget {...props} />,
  choices: (props) => <ChoicesWidget {...props} />,
  rules: (props) => <RulesWidget {...props} />,
  assignments: (props) => <AssignmentsWidget {...props} />,
  promptFile: (props) => <PromptFileWidget {...props} />,
  endpoint: (props) => <EndpointWidget {...props} />,
  variable: (props) => <VariableWidget {...props} />,
  texts: (props) => <TextsWidget {...props} />,
  hours: (props) => <HoursWidget {...props} />,
  targets: (props) => <TargetsWidget {...props} />,
  branches: (props) => <RowsWidget {...props} />,
  pairs: (props) => <RowsWidget {...props} />,
  mappings: (props) => <MappingsWidget {...props} />,
  auth: (props) => <AuthWidget {...props} />,
  secret: (props) => <SecretWidget {...props} />,
  flow: (props) => <FlowWidget {...props} />,
  subflow: (props) => <FlowVersionWidget {...props} />,
  step: (props) => <StepWidget {...props} />,
  slots: (props) => <RowsWidget {...props} />,
  shares: (props) => <SharesWidget {...props} />,
};
