/** `caxton memory add`, `change`, `pin`, `unpin` and `forget`. */
import type { MemoryEntity, StoredEntity } from "../api/dto/memory.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { usageFailure } from "./failure.ts";
import {
  findEntity,
  given,
  metadataOf,
  validityOf,
  type ScopeArguments,
  type ValidityArguments,
} from "./memory-arguments.ts";
import { forOutput } from "./output.ts";
import { writeJson, type Session } from "./session.ts";

interface AddArguments extends ScopeArguments, ValidityArguments {
  readonly name: string;
  readonly type: string;
  readonly observations: readonly string[];
  readonly metadata?: string | undefined;
  readonly pin: boolean;
}

export const addMemory = async (session: Session, args: AddArguments): Promise<ExitCode> => {
  const { name, type, observations, scope, agent, metadata, pin } = args;
  const more = given<unknown>({ scope, agent, metadata: metadataOf(metadata), pinned: pin || undefined });
  const json = { name, type, observations, ...more, ...validityOf(args) };
  const { body } = await (await session.client()).request<StoredEntity>("POST", "/memory/entities", { json });
  if (session.json) writeJson(session, body);
  else session.out.write(`${forOutput(session.out, `${body.entity.name}: ${body.outcome} (${body.entity.id})`)}\n`);
  return exitCodes.ok;
};

const change = async (session: Session, reference: string, json: object): Promise<MemoryEntity> => {
  const { id } = await findEntity(session, reference);
  return (await (await session.client()).request<MemoryEntity>("PATCH", `/memory/entities/${id}`, { json })).body;
};

const tell = (session: Session, value: unknown, sentence: string): ExitCode => {
  if (session.json) writeJson(session, value);
  else session.out.write(`${forOutput(session.out, sentence)}\n`);
  return exitCodes.ok;
};

interface ChangeArguments extends ValidityArguments {
  readonly entity: string;
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  readonly metadata?: string | undefined;
}

export const changeMemory = async (session: Session, args: ChangeArguments): Promise<ExitCode> => {
  const { name, type, metadata } = args;
  const json = { ...given<unknown>({ name, type, metadata: metadataOf(metadata) }), ...validityOf(args) };
  if (Object.keys(json).length === 0) {
    throw usageFailure("Nothing to change: give --name, --type, --metadata, --valid-from or --valid-to.");
  }
  const entity = await change(session, args.entity, json);
  return tell(session, entity, `${entity.name} is changed.`);
};

export const pinMemory = async (
  session: Session,
  { entity: reference }: { readonly entity: string },
  pinned: boolean,
): Promise<ExitCode> => {
  const entity = await change(session, reference, { pinned });
  return tell(session, entity, `${entity.name} is ${pinned ? "pinned" : "no longer pinned"}.`);
};

interface ForgetArguments {
  readonly entity: string;
  readonly observation?: readonly string[] | undefined;
  readonly erase: boolean;
}

export const forgetMemory = async (session: Session, args: ForgetArguments): Promise<ExitCode> => {
  const { observation: texts, erase } = args;
  const entity = await findEntity(session, args.entity);
  const client = await session.client();
  const path = `/memory/entities/${entity.id}`;
  const done = erase ? "erased" : "forgotten";
  if (texts !== undefined) {
    const { body } = erase
      ? await client.request<MemoryEntity>("POST", `${path}/observations/erase`, { json: { texts } })
      : await client.request<MemoryEntity>("POST", `${path}/observations`, { json: { remove: texts } });
    const gone = entity.observations.length - body.observations.length;
    return tell(session, body, `${gone === 1 ? "1 observation is" : `${gone} observations are`} ${done}.`);
  }
  await client.request("DELETE", path, { query: erase ? { erase: "true" } : {} });
  return tell(session, { id: entity.id, forgotten: true, erased: erase }, `${entity.name} is ${done}.`);
};
