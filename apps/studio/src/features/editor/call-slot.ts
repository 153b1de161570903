import type { FlowDocument, FlowId } from '@callwright/protocol';

/** Where a call stands in the flow that is shown: the canvas lights it. */
export type CallHighlight = {
  readonly currentNodeId: string | null;
  /** Steps the call has been in, the present one among them. */
  readonly visitedNodeIds: readonly string[];
  /** Ways out the call has taken, in order. */
  readonly visitedEdges: readonly { readonly from: string; readonly exit: string }[];
  /** What the present step waits for, in words: "Listening, 0:06". */
  readonly waitsFor?: string;
};

/**
 * What the call panel is given when it takes the inspector's place in the editor (372 wide, full height).
 * It brings its own title row with the close button.
 */
export type CallPanelProps = {
  readonly flowId: FlowId;
  readonly flowName: string;
  /** The draft as it stands on the canvas: for names of steps. */
  readonly document: FlowDocument;
  /** Newest published version, or null. */
  readonly publishedVersion: number | null;
  /** Waits until the draft is stored, so that what is called is what is drawn. Rejects when it cannot be stored. */
  readonly ensureSaved: () => Promise<void>;
  /** Lights the canvas; null puts the light out. */
  readonly onHighlight: (highlight: CallHighlight | null) => void;
  /** Shows a step on the canvas. */
  readonly onSelectNode: (nodeId: string) => void;
  /** Raised by one each time "Test" is asked for by button or Ctrl Enter: start the call if none runs. */
  readonly startSignal: number;
  readonly onClose: () => void;
};
