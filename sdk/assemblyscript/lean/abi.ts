/**
 * The kit for tools that handle megabytes: input, JSON and result are raw memory (`heap`), read and written where they
 * stand, without a string or an object for each value. Where that does not matter, ../guest.ts is easier to write with.
 *
 * Here: where the input goes, and where the response is.
 */

let inputStart: usize = 0;
let responseStart: usize = 0;
let responseLength: usize = 0;
let ownText: usize = 0;

/** Where the host puts what comes next. The place of the call before is given back. */
export function alloc(length: usize): usize {
  if (inputStart != 0) heap.free(inputStart);
  inputStart = heap.alloc(max(length, 1));
  return inputStart;
}

/** Address of the response; says nothing before a call returned 1. */
export function response_ptr(): usize {
  return responseStart;
}

/** Bytes of the response. */
export function response_len(): usize {
  return responseLength;
}

/** The response is what stands there; gives `code`, for the guest to return. The place must stay until the next call. */
export function respond(code: i32, start: usize, length: usize): i32 {
  responseStart = start;
  responseLength = length;
  return code;
}

/** A text as the response. */
export function respondText(code: i32, text: string): i32 {
  const bytes = String.UTF8.byteLength(text);
  if (ownText != 0) heap.free(ownText);
  ownText = heap.alloc(max(bytes, 1));
  String.UTF8.encodeUnsafe(changetype<usize>(text), text.length, ownText, false, String.UTF8.ErrorMode.REPLACE);
  return respond(code, ownText, bytes);
}
