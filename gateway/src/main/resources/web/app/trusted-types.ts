/**
 * The one Trusted Types policy of this page. The header allows the single name `weft`; Lit asks for `lit-html` when it
 * loads, to sign the static parts of its templates (never data). It gets ours; a second policy of any name is refused
 * by the browser.
 */
type PolicyFactory = { createPolicy(name: string, rules: unknown): unknown };

const factory = (globalThis as unknown as { trustedTypes?: PolicyFactory }).trustedTypes;
if (factory) {
  const create = factory.createPolicy.bind(factory);
  factory.createPolicy = (name, rules) => create(name === "lit-html" ? "weft" : name, rules);
}
export {};
