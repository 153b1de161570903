/** Identity of a wire on the canvas. */
export const edgeId = (from: string, exit: string): string => `${from}:${exit}`;

/** The exit a wire starts at. */
export const exitOfEdge = (id: string): { readonly nodeId: string; readonly exit: string } => {
  const at = id.indexOf(':');
  return { nodeId: id.slice(0, at), exit: id.slice(at + 1) };
};
