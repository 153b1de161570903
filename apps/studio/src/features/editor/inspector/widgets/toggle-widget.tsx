'use client';

import type { Json } from '@callwright/protocol';
import { Switch } from '../../../../shared/ui/switch';
import type { FormField } from '../form-fields';
import { useInherited } from '../use-inherited';
import { Inherited } from './inherited';

/** On or off; what is not said here is as in the whole flow. */
export const ToggleWidget = ({
  field,
  value,
  onChange,
  help,
}: {
  readonly field: FormField;
  readonly value: Json;
  readonly onChange: (value: Json) => void;
  readonly help: string | undefined;
}) => {
  const inherited = useInherited(field);
  const isInherited = typeof value !== 'boolean' && inherited !== undefined;
  const toggle = (
    <Switch label={field.title} help={help} isOn={(isInherited ? inherited : value) === true} onChange={onChange} />
  );
  if (!field.inherits) return toggle;
  return (
    <div className="flex items-start gap-2">
      {toggle}
      <Inherited isInherited={isInherited} onReset={() => onChange(null)} />
    </div>
  );
};
