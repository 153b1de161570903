import { TextInput } from '../../../../shared/ui/field';
import { asText, type WidgetProps } from './widget-props';

/** A short text. */
export const TextWidget = ({ field, value, onChange, control }: WidgetProps) => (
  <TextInput
    {...control}
    value={asText(value)}
    maxLength={field.maxLength}
    onChange={({ target }) => onChange(target.value)}
  />
);
