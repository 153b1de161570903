// Made by `npm run generate` from the node folders beside this file. Do not edit.

/** The forms of those node types for which the generated form is not enough, by type. */
export const editors = {
};
