/** `caxton memory export`: writes the memory to a file, or to standard output, as it arrives from the server. */
import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { writeJson, type Session } from "./session.ts";

interface ExportArguments {
  /** `-` for standard output. */
  readonly file: string;
  readonly scope?: string | undefined;
  readonly agent?: string | undefined;
}

/** The file appears under its name when it is complete, so an interrupted export is never taken for a whole one. */
export const exportMemory = async (session: Session, args: ExportArguments): Promise<ExitCode> => {
  const { file, scope, agent } = args;
  const format = file === "-" || /\.jsonl(?:\.gz)?$/.test(file) ? "jsonl" : "json";
  const client = await session.client();
  const body = await client.download("/memory/export", { format, scope, agent }, session.signal);
  if (file === "-") {
    const decoder = new TextDecoder();
    for await (const piece of body) session.out.write(decoder.decode(piece, { stream: true }));
    return exitCodes.ok;
  }
  const path = resolve(session.cwd, file);
  const unfinished = `${path}.part`;
  const target: Writable = createWriteStream(unfinished, { mode: 0o600 });
  try {
    await (file.endsWith(".gz")
      ? pipeline(Readable.from(body), createGzip(), target)
      : pipeline(Readable.from(body), target));
    await rename(unfinished, path);
  } catch (thrown) {
    await rm(unfinished, { force: true });
    throw thrown;
  }
  const { size } = await stat(path);
  if (session.json) writeJson(session, { file: path, bytes: size });
  else session.out.write(`The memory is in ${file} (${size} bytes).\n`);
  return exitCodes.ok;
};
