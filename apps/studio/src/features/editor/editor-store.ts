import type { FlowLibrary, NodeDefinition } from '@callwright/flow-engine';
import type {
  FlowDocument,
  FlowId,
  FlowProblem,
  FlowResource,
  Json,
  ProtocolName,
  SpeechCatalogue,
} from '@callwright/protocol';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { newId } from '../../platform/ids';
import type { CallHighlight } from './call-slot';
import type { SaveState } from './draft-saver';
import { changeFieldCommand } from './model/change-field';
import type { EditorCommand, Point } from './model/command';
import { type History, perform, redo, startHistory, undo } from './model/history';
import { newNode } from './model/new-node';

/** What is chosen on the canvas. Wires by `<from>:<exit>`. */
export type Selection = {
  readonly nodeIds: readonly string[];
  readonly noteIds: readonly string[];
  readonly edgeIds: readonly string[];
};

/** An exit something is to be joined to. */
export type ExitRef = { readonly nodeId: string; readonly exit: string };

/** The list "Add a step", where it opens and what it is to join. */
export type AddingStep = {
  /** Where the list opens, in pixels of the window. */
  readonly screen: Point;
  /** Where the step is put, on the canvas. */
  readonly at?: Point;
  /** Whether it moves down until it covers no other. */
  readonly findsRoom?: boolean;
  /** The exit it is joined to; `start` for what happens first. */
  readonly from?: ExitRef | 'start';
};

/** What stands at the right of the canvas. */
export type Panel = 'step' | 'flow' | 'call' | 'none';

/** All that the editor of one flow knows. The document changes by commands only. */
export type EditorState = {
  readonly flowId: FlowId;
  readonly flowName: string;
  readonly publishedVersion: number | null;
  /** The document as it was when the draft and the published version were last known to be the same. */
  readonly cleanDocument: FlowDocument | null;
  readonly endpoints: readonly string[];
  /** The ways that calls come by its lines, where those name one. */
  readonly protocols: readonly ProtocolName[];
  readonly definitions: ReadonlyMap<string, NodeDefinition>;
  readonly history: History;
  readonly problems: readonly FlowProblem[];
  /** The flows it calls, by the keys its steps name them by; null until they have been looked for. */
  readonly library: FlowLibrary | null;
  /** Ids of the recordings that were uploaded; null until they have been read. */
  readonly prompts: readonly string[] | null;
  /** What there is to hear and to speak with; null while it is not known. */
  readonly speech: SpeechCatalogue | null;
  readonly selection: Selection;
  readonly save: SaveState;
  readonly panel: Panel;
  readonly view: 'canvas' | 'list';
  readonly adding: AddingStep | null;
  readonly joining: { readonly nodeId: string } | null;
  readonly highlight: CallHighlight | null;
  /** A step to bring into view, or the whole flow; raised anew each time. */
  readonly reveal: { readonly nodeId: string | null; readonly count: number };
  /** How the flow is tried: by typing, or by calling it. */
  readonly testBy: 'type' | 'call';
  /** Raised each time a call is asked for. */
  readonly callSignal: number;
  /** Raised each time a test by typing is asked for. */
  readonly testSignal: number;
  /** A step that was just added, until its form has the cursor. */
  readonly freshNodeId: string | null;
  /** Raised to put the cursor into the chosen step's name. */
  readonly renameSignal: number;
  readonly sheet: 'publish' | 'versions' | 'keys' | null;
  readonly isDockOpen: boolean;
};

/** Where the state of one editor lives. */
export type EditorStore = StoreApi<EditorState>;

const NOTHING_CHOSEN: Selection = { nodeIds: [], noteIds: [], edgeIds: [] };

/** The state of the editor of a flow as the api gave it. */
export const createEditorStore = (flow: FlowResource, definitions: readonly NodeDefinition[]): EditorStore =>
  createStore<EditorState>(() => ({
    flowId: flow.id,
    flowName: flow.name,
    publishedVersion: flow.publishedVersion,
    cleanDocument: flow.hasUnpublishedChanges ? null : flow.draft.document,
    endpoints: flow.endpoints,
    protocols: flow.protocols,
    definitions: new Map(definitions.map((definition) => [definition.type, definition])),
    history: startHistory(flow.draft.document),
    problems: flow.problems,
    library: null,
    prompts: null,
    speech: null,
    selection: NOTHING_CHOSEN,
    save: { kind: 'saved', at: new Date(flow.draft.updatedAt) },
    panel: 'none',
    view: 'canvas',
    adding: null,
    joining: null,
    highlight: null,
    reveal: { nodeId: null, count: 0 },
    testBy: 'type',
    callSignal: 0,
    testSignal: 0,
    freshNodeId: null,
    renameSignal: 0,
    sheet: null,
    isDockOpen: false,
  }));

/** The document on the screen. */
export const documentOf = ({ history }: EditorState): FlowDocument => history.document;

/** What can be done in the editor; each changes the store given. */
export const editorActions = (store: EditorStore) => {
  const { getState: get, setState: set } = store;

  const dispatch = (command: EditorCommand, mergeKey?: string): void => {
    set(({ history }) => ({ history: perform(history, command, { mergeKey, nowMs: Date.now() }) }));
  };
  const select = (selection: Partial<Selection>): void => {
    const chosen = { ...NOTHING_CHOSEN, ...selection };
    set(({ panel }) => ({ selection: chosen, panel: panelFor(panel, chosen) }));
  };
  const reveal = (nodeId: string | null): void =>
    set((state) => ({ reveal: { nodeId, count: state.reveal.count + 1 } }));

  return {
    dispatch,
    select,
    reveal,
    undo: () => set(({ history }) => ({ history: undo(history) })),
    redo: () => set(({ history }) => ({ history: redo(history) })),
    /** Starts anew from a document that is stored elsewhere; there is nothing to undo then. */
    reset: (document: FlowDocument) => set({ history: startHistory(document), selection: NOTHING_CHOSEN }),
    selectNode: (nodeId: string) => select({ nodeIds: [nodeId] }),
    /** Chooses a step and brings it into view. */
    showNode: (nodeId: string) => {
      select({ nodeIds: [nodeId] });
      reveal(nodeId);
    },
    /** What a call lights goes out with its panel. */
    setPanel: (panel: Panel) => set(panel === 'call' ? { panel } : { panel, highlight: null }),
    setView: (view: EditorState['view']) => set({ view }),
    openList: (adding: AddingStep | null) => set({ adding }),
    openSheet: (sheet: EditorState['sheet']) => set({ sheet }),
    setJoining: (joining: EditorState['joining']) => set({ joining }),
    setHighlight: (highlight: CallHighlight | null) => set({ highlight }),
    setDockOpen: (isDockOpen: boolean) => set({ isDockOpen }),
    /** Tries the flow the way it was tried last. */
    startTest: () => set((state) => (state.testBy === 'call' ? callOf(state) : testOf(state))),
    startCall: () => set(callOf),
    setTestBy: (testBy: EditorState['testBy']) => set({ testBy }),
    startRename: () => set(({ renameSignal }) => ({ renameSignal: renameSignal + 1 })),
    changeField: (nodeId: string, field: string, value: Json) => {
      const { definitions } = get();
      const change = changeFieldCommand(documentOf(get()), definitions, { nodeId, field, value });
      if (change) dispatch(change.command, change.prunes ? undefined : `${nodeId}.${field}`);
    },
    /** Adds a step, joins it to where it was asked for, and chooses it. @returns its id */
    addStep: (definition: NodeDefinition, at: Point, from?: AddingStep['from']): string => {
      const { flow } = documentOf(get());
      const node = newNode(definition, flow.nodes, newId);
      dispatch({ command: 'batch', commands: [{ command: 'addNode', node, at }, ...join(flow.start, from, node.id)] });
      set({ freshNodeId: node.id });
      select({ nodeIds: [node.id] });
      return node.id;
    },
    /** Joins an exit, or the start, to a step that is there. */
    joinTo: (from: ExitRef | 'start', nodeId: string) =>
      dispatch({ command: 'batch', commands: join('', from, nodeId) }),
  };
};

/** What can be done, bound to one store. */
export type EditorActions = ReturnType<typeof editorActions>;

const callOf = ({ callSignal }: EditorState) =>
  ({ panel: 'call', testBy: 'call', callSignal: callSignal + 1 }) as const;
const testOf = ({ testSignal }: EditorState) =>
  ({ panel: 'call', testBy: 'type', testSignal: testSignal + 1 }) as const;

// The first step of a flow is what happens when a call comes in.
const join = (start: string | null, from: AddingStep['from'], nodeId: string): EditorCommand[] => {
  if (from === 'start' || (start === null && from === undefined)) return [{ command: 'setStart', nodeId }];
  return from ? [{ command: 'connect', from: from.nodeId, exit: from.exit, to: nodeId }] : [];
};

// A test call keeps its place; otherwise one chosen step brings its form, and choosing nothing puts it away.
const panelFor = (panel: Panel, { nodeIds, noteIds, edgeIds }: Selection): Panel => {
  if (panel === 'call') return 'call';
  if (nodeIds.length === 1) return 'step';
  const isNothing = nodeIds.length + noteIds.length + edgeIds.length === 0;
  return panel === 'flow' && isNothing ? 'flow' : 'none';
};
