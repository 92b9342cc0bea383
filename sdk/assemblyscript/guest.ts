/** The calling convention: docs/wasm-guests.md. An entry file exports `alloc`, `response_ptr` and `response_len` from here. */
import { hostFile, hostHttp, hostLog, hostRead, hostSql } from "./host-imports";
import { Json, Reader, Writer } from "./json";
import { Bytes } from "./lean/bytes";
import { isValid, sequenceLength } from "./lean/utf8";

let input: ArrayBuffer = new ArrayBuffer(0);
let response: Uint8Array = new Uint8Array(0);
let responseLength: i32 = 0;

/** Allocates the memory into which the host writes the input. */
export function alloc(length: i32): usize {
  input = new ArrayBuffer(length);
  return changetype<usize>(input);
}
export function response_ptr(): usize {
  return response.dataStart;
}
export function response_len(): i32 {
  return responseLength;
}

const answered: i32 = 1;
const failed: i32 = 2;

/** Responds with a value. */
export function succeed(value: Json): i32 {
  const writer = new Writer();
  writer.json(value);
  return succeedWith(writer);
}

/** Responds with JSON that is already serialized. */
export function succeedWith(writer: Writer): i32 {
  response = writer.bytes;
  responseLength = writer.length;
  return answered;
}

function respond(code: i32, text: string): i32 {
  const bytes = String.UTF8.encode(text);
  response = Uint8Array.wrap(bytes);
  responseLength = bytes.byteLength;
  return code;
}

/** Responds with JSON in a string, such as a description. */
export function succeedText(json: string): i32 {
  return respond(answered, json);
}

/** Responds with an error message. */
export function fail(message: string): i32 {
  return respond(failed, message);
}

/** The parsed input; `error` is not empty if it is invalid. */
export class Input {
  value: Json;
  error: string;
  constructor(start: usize, length: i32) {
    const reader = new Reader(start, length);
    this.value = reader.read();
    this.error = reader.error;
  }
}

export function log(message: string): void {
  const bytes = String.UTF8.encode(message);
  hostLog(2, changetype<usize>(bytes), bytes.byteLength);
}

/** The host's answer to a framed request. */
export class HostAnswer {
  head: Json = Json.none();
  body: usize = 0;
  bodyLength: i32 = 0;
  /** Empty if the request succeeded. */
  error: string = "";
  private frame: ArrayBuffer = new ArrayBuffer(0);

  constructor(size: usize) {
    const length = <i32>size;
    this.frame = new ArrayBuffer(length);
    hostRead(changetype<usize>(this.frame), length);
    const start = changetype<usize>(this.frame);
    const headLength: i32 = length < 4 ? length : load<i32>(start);
    if (headLength < 0 || headLength > length - 4) this.error = "The host's answer is no frame.";
    else {
      this.head = new Reader(start + 4, headLength).read();
      this.body = start + 4 + <usize>headLength;
      this.bodyLength = length - 4 - headLength;
      const error = this.head.get("error");
      if (!this.head.flagOr("ok", false)) {
        this.error = error.textOr("code", "") + ": " + error.textOr("message", "The host refused.");
      }
    }
  }
  /** Whether the body is UTF-8 throughout. */
  isText(): bool {
    return isValid(this.body, <usize>this.bodyLength);
  }
  /** Invalid UTF-8 becomes U+FFFD, byte by byte. */
  bodyText(): string {
    const end = this.body + <usize>this.bodyLength;
    const clean = new Bytes(<usize>this.bodyLength + 16);
    let from = this.body;
    let at = from;
    while (at < end) {
      const step = sequenceLength(at, end);
      if (step > 0) {
        at += step;
        continue;
      }
      clean.copy(from, at - from);
      clean.codePoint(0xfffd);
      from = ++at;
    }
    clean.copy(from, end - from);
    const text = clean.toText();
    clean.free();
    return text;
  }
}

function frameHead(head: Json): Writer {
  const text = new Writer();
  text.json(head);
  const frame = new Writer();
  for (let shift = 0; shift < 32; shift += 8) frame.byte(<u8>((text.length >> shift) & 0xff));
  frame.append(text.bytes.dataStart, text.length);
  return frame;
}

function frame(head: Json, body: string): Writer {
  const frame = frameHead(head);
  frame.raw(body);
  return frame;
}

export function http(head: Json, body: string): HostAnswer {
  const request = frame(head, body);
  return new HostAnswer(hostHttp(request.bytes.dataStart, request.length));
}
export function file(head: Json, body: string): HostAnswer {
  const request = frame(head, body);
  return new HostAnswer(hostFile(request.bytes.dataStart, request.length));
}
/** The same with bytes. */
export function fileBytes(head: Json, body: Uint8Array): HostAnswer {
  const request = frameHead(head);
  request.append(body.dataStart, body.length);
  return new HostAnswer(hostFile(request.bytes.dataStart, request.length));
}
export function sql(head: Json): HostAnswer {
  const request = frame(head, "");
  return new HostAnswer(hostSql(request.bytes.dataStart, request.length));
}
