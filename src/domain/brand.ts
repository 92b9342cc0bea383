/**
 * Nominal typing: `Brand<string, "AgentName">` is a string at run time and a distinct type at compile time, so that an
 * unchecked string cannot be passed where a parsed one is required. Values are branded only by the smart constructors
 * in this folder.
 */
declare const brand: unique symbol;

export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };
