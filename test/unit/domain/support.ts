import { expect } from "chai";
import type { Result } from "../../../src/domain/result.ts";

/** The value of a result that must be good. */
export const valueOf = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) expect.fail(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
};

/** The reason of a result that must be bad. */
export const refusal = <Failure>(result: Result<unknown, Failure>): Failure => {
  if (result.ok) expect.fail(`accepted: ${JSON.stringify(result.value)}`);
  return result.error;
};
