'use client';

import './inspector/inspector.css';
import { definitions } from '@callwright/nodes';
import { type FlowId, type FlowResource, flowResource } from '@callwright/protocol';
import { useQuery } from '@tanstack/react-query';
import { ReactFlowProvider } from '@xyflow/react';
import { type ComponentType, useEffect, useMemo, useState } from 'react';
import { api } from '../../shared/api/client';
import { FailureNote } from '../../shared/ui/failure-note';
import { Skeleton } from '../../shared/ui/spinner';
import { useMedia } from '../../shared/ui/use-media';
import type { CallPanelProps } from './call-slot';
import { EmptyFlow } from './canvas/empty-flow';
import { FlowCanvas } from './canvas/flow-canvas';
import { ConflictDialog } from './conflict-dialog';
import { EditorProvider, useActions, useEditor, useEditorParts } from './editor-context';
import { EditorHeader } from './editor-header';
import { createEditorStore, documentOf, editorActions } from './editor-store';
import { FlowSettingsPanel } from './inspector/flow-settings';
import { Inspector } from './inspector/inspector';
import { JoinDialog } from './join-dialog';
import { KeysSheet } from './keys-sheet';
import { LeaveGuard } from './leave-guard';
import { useFlowLibrary } from './library/use-flow-library';
import { OutlineView } from './outline/outline-view';
import { AddStepList } from './palette/add-step-list';
import { ProblemsDock } from './problems/problems-dock';
import { PublishSheet } from './publish/publish-sheet';
import { useKnownPrompts } from './recordings/use-known-prompts';
import { useKnownSpeech } from './speech/use-speech';
import { TestProvider } from './test-panel/test-context';
import { TestPanel } from './test-panel/test-panel';
import { TestTimeline } from './test-panel/test-timeline';
import { createDraftSaver, useDraftSaving } from './use-draft-saving';
import { useEditorKeys } from './use-editor-keys';
import { useProblemCheck } from './use-problem-check';
import { VersionSheet } from './versions/version-sheet';

type CallPanel = ComponentType<Omit<CallPanelProps, 'onClose'>>;

/**
 * The editor of one flow.
 * @param callPanel what takes the inspector's place for a test call
 * @param startsCall whether the test call begins at once
 */
export const EditorScreen = ({
  flowId,
  callPanel,
  startsCall = false,
}: {
  readonly flowId: FlowId;
  readonly callPanel: CallPanel;
  readonly startsCall?: boolean;
}) => {
  const flow = useQuery({
    queryKey: ['flows', flowId, 'draft'],
    queryFn: ({ signal }) => api.get(`/flows/${flowId}`, flowResource, { signal }),
    // The draft on the screen is the newest there is; reading it again would lose the way back.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  if (flow.isError) return <FailureNote error={flow.error} onRetry={() => void flow.refetch()} />;
  if (!flow.data) return <Loading />;
  return (
    <ReactFlowProvider>
      <OpenEditor key={flow.data.id} flow={flow.data} callPanel={callPanel} startsCall={startsCall} />
    </ReactFlowProvider>
  );
};

const Loading = () => (
  <>
    <div className="flex h-[52px] items-center border-b border-line px-4">
      <Skeleton className="h-5 w-56" />
    </div>
    <div className="flex-1 bg-canvas" />
  </>
);

const OpenEditor = ({
  flow,
  callPanel,
  startsCall,
}: {
  readonly flow: FlowResource;
  readonly callPanel: CallPanel;
  readonly startsCall: boolean;
}) => {
  const [parts] = useState(() => {
    const store = createEditorStore(flow, definitions);
    return { store, actions: editorActions(store), saver: createDraftSaver(store, flow.draft.revision) };
  });
  useDraftSaving(parts.store, parts.saver);
  useFlowLibrary(parts.store);
  useKnownPrompts(parts.store);
  useKnownSpeech(parts.store);
  useProblemCheck(parts.store);
  useEffect(() => {
    if (startsCall) parts.actions.startCall();
  }, [startsCall, parts]);
  return (
    <EditorProvider value={parts}>
      <TestProvider>
        <Layout callPanel={callPanel} />
      </TestProvider>
    </EditorProvider>
  );
};

const Layout = ({ callPanel }: { readonly callPanel: CallPanel }) => {
  // Where there is no room for a canvas the list stands in its place.
  const isNarrow = useMedia('(max-width: 720px)');
  const view = useEditor((state) => (isNarrow ? 'list' : state.view));
  useEditorKeys();
  return (
    <>
      <EditorHeader />
      <main id="page" className="relative flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col">
          <div className="relative min-h-0 flex-1">
            {view === 'canvas' ? (
              <>
                <FlowCanvas />
                <EmptyFlow />
              </>
            ) : (
              <OutlineView />
            )}
          </div>
          <TestTimeline />
          <ProblemsDock />
        </div>
        <SidePanel callPanel={callPanel} />
      </main>
      <AddStepList />
      <JoinDialog />
      <Sheets />
      <ConflictDialog />
      <LeaveGuard />
    </>
  );
};

const SidePanel = ({ callPanel }: { readonly callPanel: CallPanel }) => {
  const { saver } = useEditorParts();
  const actions = useActions();
  const panel = useEditor((state) => state.panel);
  const nodeId = useEditor(({ selection }) => selection.nodeIds[0]);
  const document = useEditor(documentOf);
  const flowId = useEditor((state) => state.flowId);
  const flowName = useEditor((state) => state.flowName);
  const publishedVersion = useEditor((state) => state.publishedVersion);
  const startSignal = useEditor((state) => state.callSignal);
  const call = useMemo(
    () => ({
      ensureSaved: () => saver.flush(),
      onHighlight: actions.setHighlight,
      onSelectNode: actions.showNode,
    }),
    [saver, actions],
  );
  const onClose = () => {
    actions.setHighlight(null);
    actions.setPanel('none');
  };
  if (panel === 'none' || (panel === 'step' && nodeId === undefined)) return null;
  return (
    <aside className="w-[372px] shrink-0 overflow-hidden border-l border-line bg-surface max-[1100px]:absolute max-[1100px]:inset-y-0 max-[1100px]:right-0 max-[1100px]:z-20 max-[1100px]:shadow-e3 max-[720px]:w-full">
      {panel === 'step' && nodeId !== undefined && <Inspector nodeId={nodeId} />}
      {panel === 'flow' && <FlowSettingsPanel />}
      {panel === 'call' && (
        <div className="h-full" data-own-keys>
          <TestPanel
            callPanel={callPanel}
            call={{ flowId, flowName, document, publishedVersion, startSignal, ...call }}
            onClose={onClose}
          />
        </div>
      )}
    </aside>
  );
};

const Sheets = () => {
  const actions = useActions();
  const sheet = useEditor((state) => state.sheet);
  const close = () => actions.openSheet(null);
  switch (sheet) {
    case 'publish':
      return <PublishSheet onClose={close} />;
    case 'versions':
      return <VersionSheet onClose={close} />;
    case 'keys':
      return <KeysSheet onClose={close} />;
    case null:
      return null;
  }
};
