import { SelectInput } from '../../../../shared/ui/field';
import { asText, type WidgetProps } from './widget-props';

/** One of a few values, by their words. */
export const SelectWidget = ({ field, value, onChange, control }: WidgetProps) => (
  <SelectInput {...control} value={asText(value)} onChange={({ target }) => onChange(target.value)}>
    {field.options.map((option) => (
      <option key={option.value} value={option.value}>
        {option.label}
      </option>
    ))}
  </SelectInput>
);
