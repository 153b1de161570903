/** Strings, punctuation, and whatever else there is in JSON. */
const TOKEN = /"(?:[^"\\]+|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const depthOf: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 };

/**
 * The text of one member of a JSON object, as it stands in the text: what is passed on untouched is not read and written
 * anew, which would round its numbers. Of several with one name it is the last, as JSON.parse has it.
 * @param json a text that JSON.parse takes for an object
 */
export const rawMember = (json: string, name: string): string | undefined => {
  let found: string | undefined;
  let key: unknown = null;
  let from = 0;
  for (const { token, index } of outerTokens(json)) {
    if (token === ':') from = index + 1;
    else if (token !== ',' && token !== '}') key ??= JSON.parse(token);
    else {
      if (key === name) found = json.slice(from, index).trim();
      key = null;
    }
  }
  return found;
};

/** What stands in the outermost object itself: names, colons, commas, and where values begin. */
function* outerTokens(json: string): Generator<{ readonly token: string; readonly index: number }> {
  let depth = 0;
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    if (depth === 1) yield { token, index };
    depth += depthOf[token] ?? 0;
  }
}
