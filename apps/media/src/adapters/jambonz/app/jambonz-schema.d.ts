/** Only what the tests use of it. */
declare module '@jambonz/schema' {
  type Validation = { readonly valid: boolean; readonly errors: readonly unknown[] };
  const schema: {
    readonly validateVerb: (name: string, data: object, logger: object) => void;
    readonly validateApp: (app: readonly object[]) => Validation;
  };
  export default schema;
}
