'use client';

import type { FlowId } from '@callwright/protocol';
import { CallPanel } from '../../../../features/call-panel/call-panel';
import { EditorScreen } from '../../../../features/editor/editor-screen';

/** The editor with the call panel in it: the one place that knows both. */
export const FlowRoute = ({ flowId, startsCall }: { readonly flowId: FlowId; readonly startsCall: boolean }) => (
  <EditorScreen flowId={flowId} callPanel={CallPanel} startsCall={startsCall} />
);
