/**
 * The kit for tools that handle megabytes: input, JSON and result are raw memory (`heap`), read and written in place,
 * without a string or object per value. If that does not matter, ../guest.ts is easier to use.
 *
 * This file manages the memory of the input and the response.
 */

let inputStart: usize = 0;
let responseStart: usize = 0;
let responseLength: usize = 0;
let ownText: usize = 0;

/** Allocates the memory into which the host writes the next input; frees that of the call before. */
export function alloc(length: usize): usize {
  if (inputStart != 0) heap.free(inputStart);
  inputStart = heap.alloc(max(length, 1));
  return inputStart;
}

/** Address of the response; meaningful only after a call that returned 1. */
export function response_ptr(): usize {
  return responseStart;
}

/** Length of the response in bytes. */
export function response_len(): usize {
  return responseLength;
}

/** Sets the response and returns `code`, for the guest to return. The memory must remain valid until the next call. */
export function respond(code: i32, start: usize, length: usize): i32 {
  responseStart = start;
  responseLength = length;
  return code;
}

/** Sets a text as the response. */
export function respondText(code: i32, text: string): i32 {
  const bytes = String.UTF8.byteLength(text);
  if (ownText != 0) heap.free(ownText);
  ownText = heap.alloc(max(bytes, 1));
  String.UTF8.encodeUnsafe(changetype<usize>(text), text.length, ownText, false, String.UTF8.ErrorMode.REPLACE);
  return respond(code, ownText, bytes);
}
