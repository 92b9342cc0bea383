/** `caxton agent new`: creates the project of a new WASM agent, which builds with public tools. */
import { cp, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAgentName, slugCapability } from "../domain/ids.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { CliFailure, usageFailure } from "./failure.ts";
import { writeJson, type Session } from "./session.ts";

export interface NewArguments {
  readonly folder: string;
  readonly wasm: boolean;
  readonly language: "assemblyscript" | "rust" | "javascript";
}

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The files of sdk/ that a project needs, with their targets; a project must build without a Caxton checkout. */
const kits: Readonly<Record<NewArguments["language"], readonly [from: string, to: string]>> = {
  assemblyscript: ["sdk/assemblyscript", "sdk"],
  rust: ["sdk/rust", "sdk"],
  javascript: ["sdk/wit", "wit"],
};

/** `my-agent` → MyAgent, the usual form of agent names. */
const nameOf = (folder: string): string =>
  basename(folder)
    .split(/[-_.\s]+/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("");

const refuseFull = async (path: string, folder: string): Promise<void> => {
  const there = await stat(path).catch(() => null);
  if (there === null || (there.isDirectory() && (await readdir(path)).length === 0)) return;
  throw new CliFailure("agent.already_exists", `${folder} already exists and is not empty.`, {
    exitCode: exitCodes.refused,
    hint: "Choose another folder; nothing was written.",
  });
};

export const newAgent = async (session: Session, { folder, wasm, language }: NewArguments): Promise<ExitCode> => {
  if (!wasm)
    throw usageFailure("Only WASM agents have a project; any other is one file.", "caxton agent new <folder> --wasm");
  const name = parseAgentName(nameOf(folder));
  const slug = slugCapability(basename(folder));
  if (!name.ok || !slug.ok) throw usageFailure(`“${basename(folder)}” cannot be turned into an agent's name.`);
  const path = resolve(session.cwd, folder);
  await refuseFull(path, folder);
  const template = join(root, "templates/wasm-agent", language);
  const words = { name: name.value, slug: slug.value };
  const files = (await readdir(template, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  for (const file of files) {
    const from = join(file.parentPath, file.name);
    const to = join(path, from.slice(template.length));
    const text = await readFile(from, "utf8");
    await mkdir(join(to, ".."), { recursive: true });
    await writeFile(
      to,
      text.replaceAll(/\{\{(name|slug)\}\}/g, (_, key: string) => words[key as keyof typeof words]),
    );
  }
  const [kit, target] = kits[language];
  await cp(join(root, kit), join(path, target), { recursive: true });
  if (session.json) writeJson(session, { folder: path, name: name.value, language });
  else {
    session.out.write(
      `Wrote ${folder}. Build it: cd ${folder} && npm install && npm run build\n` +
        `Then move the folder into agents/, or: caxton agent create ${join(folder, "agent.md")}\n`,
    );
  }
  return exitCodes.ok;
};
