import { defineNodeType } from '@callwright/flow-engine';
import { z } from 'zod';
import { select } from '../shared/fields.js';

const actions = {
  start: 'Start recording',
  pause: 'Pause',
  resume: 'Go on recording',
  stop: 'Stop recording',
};

/** What a record node is set to. */
export const RecordConfig = z.object({ action: select('Do what', actions, 'start') });
export type RecordConfig = z.infer<typeof RecordConfig>;

/** Starts, pauses or stops the recording of the call. */
export const definition = defineNodeType<RecordConfig>({
  type: 'record',
  version: 1,
  title: 'Recording',
  action: 'Record the call',
  description: 'Starts, pauses, resumes or stops the recording of the call.',
  family: 'data',
  icon: 'circle-dot',
  config: RecordConfig,
  exits: () => [
    { name: 'done', label: 'Then', kind: 'next' },
    { name: 'failed', label: 'Something fails', kind: 'failure' },
  ],
  summary: ({ action }) => actions[action],
  outcomes: () => [{ exit: 'done' }, { exit: 'failed', by: [{ fails: 'record' }] }],
  needs: () => ['record'],
});
