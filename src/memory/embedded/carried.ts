/**
 * A value on its way from the thread. Many small objects cross as JSON text in less time than they take to clone; long strings are cloned
 * faster than a text is read.
 */
export type Carried<Value> =
  | { readonly text: string; readonly value?: never }
  | { readonly value: Value; readonly text?: never };

export const carriedValue = <Value>(carried: Carried<Value>): Value =>
  // The thread made the text of such a value.
  carried.text === undefined ? carried.value : (JSON.parse(carried.text) as Value);
