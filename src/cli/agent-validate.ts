/** `caxton agent validate`: checks agent files with the server's own parser, without a server. */
import { readdir } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { contestedFolders } from "../agents/file-names.ts";
import { parseAgentFile, parseAgentSource } from "../agents/parse-agent-file.ts";
import type { Complaint } from "../domain/errors.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { toFailure, usageFailure } from "./failure.ts";
import { moduleBeside } from "./module-file.ts";
import { printable } from "./output.ts";
import { writeJson, type Session } from "./session.ts";
import { renderComplaint } from "./source-excerpt.ts";
import { expandFolders, readSource, type Source } from "./sources.ts";

interface Checked {
  readonly file: string;
  readonly valid: boolean;
  readonly name: string | null;
  readonly version: string | null;
  readonly hash: string | null;
  readonly capabilities: readonly string[];
  readonly errors: readonly Complaint[];
  readonly warnings: readonly Complaint[];
}

const broken = (file: string, errors: readonly Complaint[]): Checked => ({
  file,
  valid: false,
  name: null,
  version: null,
  hash: null,
  capabilities: [],
  errors,
  warnings: [],
});

const check = (cwd: string, { name, text, bytes }: Source): Checked => {
  const checks = { module: moduleBeside(cwd, name) };
  const parsed = name.toLowerCase().endsWith(".json")
    ? parseAgentSource(text, name, checks)
    : parseAgentFile(bytes, name, checks);
  if (!parsed.ok)
    return broken(
      name,
      parsed.error.map((complaint) => ({ ...complaint, file: name })),
    );
  const { definition, hash, warnings } = parsed.value;
  return {
    file: name,
    valid: true,
    name: definition.name,
    version: definition.version,
    hash,
    capabilities: definition.capabilities.map((offer) => offer.name),
    errors: [],
    warnings: warnings.map((complaint) => ({ ...complaint, file: name })),
  };
};

/** Two files for the same agent are each valid but cannot both be loaded. */
const withClashes = (all: readonly Checked[]): readonly Checked[] => {
  const first = new Map<string, string>();
  return all.map((checked) => {
    if (checked.name === null) return checked;
    const key = checked.name.toLowerCase();
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, checked.file);
      return checked;
    }
    const complaint = {
      file: checked.file,
      message: `The agent ${checked.name} is also defined in ${other}.`,
      suggestion:
        "Names are compared without case, and only one of the two files is loaded. Give this one another name.",
    };
    return { ...checked, valid: false, errors: [complaint] };
  });
};

/** Two files for the agent of one folder: a server would load neither. Only one of them may have been named. */
const withRivals = async (cwd: string, all: readonly Checked[]): Promise<readonly Checked[]> =>
  Promise.all(
    all.map(async (checked) => {
      const siblings = await readdir(dirname(resolve(cwd, checked.file))).catch(() => []);
      const folder = basename(dirname(resolve(cwd, checked.file)));
      const rivalry = contestedFolders(siblings.map((name) => `${folder}/${name}`)).get(
        `${folder}/${basename(checked.file)}`,
      );
      return rivalry === undefined
        ? checked
        : broken(checked.file, [...checked.errors, { ...rivalry, file: checked.file }]);
    }),
  );

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;

const show = (session: Session, checked: Checked, text: string): void => {
  const { out } = session;
  for (const complaint of checked.errors) out.write(renderComplaint(out, complaint, "error", text));
  for (const complaint of checked.warnings) out.write(renderComplaint(out, complaint, "warning", text));
  if (!checked.valid) return;
  const what = `${checked.name} ${checked.version}: ${checked.capabilities.join(", ")}`;
  out.write(`${out.paint.bold(printable(checked.file))}: ${out.paint.green("ok")} ${out.paint.dim(what)}\n`);
};

export const validateFiles = async (
  session: Session,
  { files, strict }: { readonly files: readonly string[]; readonly strict: boolean },
): Promise<ExitCode> => {
  const names = await expandFolders(session, files);
  if (names.length === 0)
    throw usageFailure(
      `There is no agent file in ${files.join(", ")}.`,
      "Agent files end in .md, or are called agent.yaml.",
    );
  const texts = new Map<string, string>();
  const all: Checked[] = [];
  for (const name of names) {
    try {
      const source = await readSource(session, name);
      texts.set(source.name, source.text);
      all.push(check(session.cwd, source));
    } catch (thrown) {
      const { message, hint } = toFailure(thrown);
      all.push(broken(name, [{ file: name, message, ...(hint === undefined ? {} : { suggestion: hint }) }]));
    }
  }
  const checked = withClashes(await withRivals(session.cwd, all));
  const errors = checked.reduce((sum, each) => sum + each.errors.length, 0);
  const warnings = checked.reduce((sum, each) => sum + each.warnings.length, 0);
  if (session.json) {
    writeJson(session, { valid: errors === 0, errors, warnings, files: checked });
  } else {
    for (const each of checked) show(session, each, texts.get(each.file) ?? "");
    if (checked.length > 1 || errors + warnings > 0) {
      session.out.write(
        `\n${count(checked.length, "file")}, ${count(errors, "error")}, ${count(warnings, "warning")}\n`,
      );
    }
  }
  return errors > 0 || (strict && warnings > 0) ? exitCodes.refused : exitCodes.ok;
};
