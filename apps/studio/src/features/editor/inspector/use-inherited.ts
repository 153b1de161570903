'use client';

import type { NodeDefaults } from '@callwright/protocol';
import { useEditor } from '../editor-context';
import { documentOf } from '../editor-store';
import type { FormField } from './form-fields';

/** What holds while a setting is not said: the flow's own default; undefined for one that inherits nothing. */
export const useInherited = ({ inherits }: FormField): NodeDefaults[keyof NodeDefaults] | undefined =>
  useEditor((state) => (inherits ? documentOf(state).flow.settings.defaults[inherits] : undefined));
