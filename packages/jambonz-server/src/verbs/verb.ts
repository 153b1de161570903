import type { CallVerbs } from './call-verbs.js';
import type { MediaVerbs } from './media-verbs.js';
import type { ModelVerbs } from './model-verbs.js';

/** The properties of every verb, by its name. */
export type VerbOptions = MediaVerbs & CallVerbs & ModelVerbs;
/** The name of a verb, as it stands in `verb`. */
export type VerbName = keyof VerbOptions;
/** One verb by its name. `id` comes back as `verb_id`, and in `verb:status`. */
export type VerbOf<Name extends VerbName> = { readonly verb: Name; readonly id?: string } & VerbOptions[Name];
/** What jambonz is told to do. */
export type Verb = { [Name in VerbName]: VerbOf<Name> }[VerbName];
