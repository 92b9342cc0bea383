/**
 * Nominal typing: `Brand<string, "AgentName">` is a string at run time, and a type of its own at compile time, so that
 * an unchecked string cannot be passed where a parsed one is wanted. Only the smart constructors in this folder brand.
 */
declare const brand: unique symbol;

export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };
