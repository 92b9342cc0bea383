/**
 * The host functions, and framed requests to the host. A frame is the length of the head (u32, little-endian), the head
 * in JSON, and bytes.
 */
import { hostEnv, hostFile, hostHttp, hostLog, hostNow, hostRandom, hostRead, hostSql } from "../host-imports";
import { Bytes } from "./bytes";
import { Json } from "./json-value";
import { JsonReader } from "./json-reader";
import { JsonWriter } from "./json-writer";

export namespace LogLevel {
  export const Trace: i32 = 0;
  export const Debug: i32 = 1;
  export const Info: i32 = 2;
  export const Warn: i32 = 3;
  export const Error: i32 = 4;
}

/** Writes a line to the log of this call. */
export function log(level: i32, text: string): void {
  const bytes = String.UTF8.encode(text);
  hostLog(level, changetype<usize>(bytes), bytes.byteLength);
}

/** Milliseconds since 1970. */
export function now(): i64 {
  return hostNow();
}

/** Cryptographically secure random bytes. */
export function random(start: usize, length: usize): void {
  hostRandom(start, length);
}

/** The host's answer: the head, which contains `ok`, and the bytes after it. */
export class HostAnswer {
  constructor(
    /** Null if the host refused or failed. */
    readonly head: Json | null,
    readonly bodyStart: usize,
    readonly bodyLength: usize,
    /** Why there is no head. */
    readonly problem: string,
  ) {}

  static refused(problem: string): HostAnswer {
    return new HostAnswer(null, 0, 0, problem);
  }
}

/** A request to the host: write its head, add a body if necessary, and send it. */
export class HostRequest {
  readonly head: JsonWriter;
  private frame: Bytes;
  private isHeadOpen: bool = true;

  constructor(room: usize = 1024) {
    const frame = new Bytes(room);
    frame.u32(0);
    this.frame = frame;
    this.head = JsonWriter.into(frame);
    this.head.beginObject();
  }

  private closeHead(): void {
    if (!this.isHeadOpen) return;
    this.isHeadOpen = false;
    this.head.end();
    store<u32>(this.frame.start, <u32>(this.frame.length - 4));
  }

  /** No further member of the head may follow. */
  body(start: usize, length: usize): void {
    this.closeHead();
    this.frame.copy(start, length);
  }

  http(): HostAnswer {
    this.closeHead();
    return this.read(hostHttp(this.frame.start, this.frame.length));
  }

  file(): HostAnswer {
    this.closeHead();
    return this.read(hostFile(this.frame.start, this.frame.length));
  }

  sql(): HostAnswer {
    this.closeHead();
    return this.read(hostSql(this.frame.start, this.frame.length));
  }

  env(): HostAnswer {
    this.closeHead();
    return this.read(hostEnv(this.frame.start, this.frame.length));
  }

  /** The answer stays in memory as long as its head and body are needed. */
  private read(length: usize): HostAnswer {
    this.frame.free();
    const start = heap.alloc(max(length, 4));
    const copied = hostRead(start, length);
    if (copied < 4) return HostAnswer.refused("The host gave no answer.");
    const headLength = <usize>load<u32>(start);
    if (headLength > copied - 4) return HostAnswer.refused("The host's answer is no frame.");
    const reader = new JsonReader();
    const head = reader.read(start + 4, headLength);
    if (head === null) return HostAnswer.refused("The head of the host's answer is no JSON: " + reader.problem);
    if (!head.flag("ok")) return HostAnswer.refused(whyNot(head));
    const body = start + 4 + headLength;
    return new HostAnswer(head, body, copied - 4 - headLength, "");
  }
}

function whyNot(head: Json): string {
  const error = head.get("error");
  if (error === null) return "The host refused and did not say why.";
  const code = error.get("code");
  const message = error.get("message");
  const text = message === null ? "The host refused." : message.text();
  return code === null ? text : `${text} (${code.text()})`;
}
