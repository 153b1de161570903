import { TextInput } from '../../../../shared/ui/field';
import { TemplateArea } from './template-area';
import { asText, type WidgetProps } from './widget-props';

/** A short text; one in which values may stand has the list of them. */
export const TextWidget = ({ field, value, onChange, control }: WidgetProps) => {
  if (field.template)
    return <TemplateArea {...control} text={asText(value)} onChange={onChange} maxLength={field.maxLength} isOneLine />;
  const isKey = field.unit === 'keys';
  return (
    <TextInput
      {...control}
      value={asText(value)}
      maxLength={isKey ? 1 : field.maxLength}
      onChange={({ target }) => onChange(isKey ? target.value.replace(/[^0-9*#]/g, '') : target.value)}
      className={isKey ? 'w-12 text-center font-strong tabular-nums' : ''}
    />
  );
};
