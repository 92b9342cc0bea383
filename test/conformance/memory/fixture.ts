/** Shared by the parts of the suite: one memory for all tests, and separate places for each test. */
import { randomUUID } from "node:crypto";
import type { CaxtonError } from "../../../src/domain/errors.ts";
import type { AgentName } from "../../../src/domain/ids.ts";
import type {
  Entity,
  EntityId,
  EntityMatch,
  MemoryPlace,
  Quotas,
  Relation,
  SearchMode,
  SearchQuery,
} from "../../../src/domain/memory.ts";
import type { ExportRecord } from "../../../src/domain/exported-memory.ts";
import type { MemoryBackend, NewEntity, NewRelation } from "../../../src/memory/types.ts";
import type { Page, PageRequest } from "../../../src/registry/stores.ts";

export interface MemoryOptions {
  readonly quotas?: Partial<Quotas>;
}

export interface OpenedMemory {
  readonly memory: MemoryBackend;
  /** Opens the same data again, as another process would. */
  again(): Promise<MemoryBackend>;
  /** Closes every memory opened on the data, and removes the data. */
  remove(): Promise<void>;
}

/**
 * Opens an empty memory with the model included with Caxton (`sharedEmbedder`). Null if the required server is not installed, in
 * which case the suite is skipped; the function must print why.
 */
export type OpenMemory = (options: MemoryOptions) => Promise<OpenedMemory | null>;

type WorkspacePlace = Extract<MemoryPlace, { kind: "workspace" }>;

export interface World {
  /** Shared by all tests of the suite. */
  readonly memory: MemoryBackend;
  /** A workspace used only by this test. */
  readonly here: WorkspacePlace;
  /** Another one. */
  readonly elsewhere: WorkspacePlace;
  /** The place of an agent of `here`. */
  ofAgent(name: string): MemoryPlace;
  /** The shared memory as another process sees it. */
  again(): Promise<MemoryBackend>;
  /** An empty memory, removed after the test. */
  empty(options?: MemoryOptions): Promise<OpenedMemory>;
  store(name: string, observations?: readonly string[], more?: Partial<NewEntity>): Promise<Entity>;
  relate(from: Entity, to: Entity, type?: string, more?: Partial<NewRelation>): Promise<Relation>;
  search(text: string, more?: Partial<SearchQuery>): Promise<readonly EntityMatch[]>;
  /** Names of the matches, best first. */
  names(text: string, mode?: SearchMode, more?: Partial<SearchQuery>): Promise<readonly string[]>;
}

export const everywhere: MemoryPlace = { kind: "global" };
export const allModes: readonly SearchMode[] = ["semantic", "keyword", "hybrid", "graph"];

/** The code of the error that `work` throws; `none` if it succeeds. */
export const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "none",
    (thrown: CaxtonError) => thrown.code,
  );

export const newId = (): EntityId => randomUUID() as EntityId;

const untilAfter = (time: number): void => {
  while (Date.now() <= time);
};

/**
 * A time after all earlier writes and before all later ones. Because times have millisecond precision, it waits for the clock to
 * advance twice, without sleeping.
 */
export const moment = (): string => {
  const last = Date.now();
  untilAfter(last);
  const now = Date.now();
  untilAfter(now);
  return new Date(now).toISOString();
};

/** A value that the test has created; if it is missing, the test is wrong. */
export const sure = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new Error("It is not there.");
  return value;
};

export const textsOf = ({ observations }: Entity): readonly string[] => observations.map(({ text }) => text);

/** All items of a paged list. Backends may differ in the order. */
export const allOf = async <Item>(
  list: (page: PageRequest) => Promise<Page<Item>>,
  limit = 100,
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await list({ limit, cursor });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
};

export const recordsOf = async (
  memory: MemoryBackend,
  places: readonly MemoryPlace[] | null,
): Promise<readonly ExportRecord[]> => {
  const all: ExportRecord[] = [];
  for await (const record of memory.exportData(places)) all.push(record);
  return all;
};

const idOf = (record: ExportRecord): string => (record.kind === "entity" ? record.entity.id : record.relation.id);

/** In a fixed order: entities first, then relations, each by id. */
export const sorted = (records: readonly ExportRecord[]): readonly ExportRecord[] =>
  records.toSorted((one, other) => one.kind.localeCompare(other.kind) || idOf(one).localeCompare(idOf(other)));

/** An import of these records, which can be opened repeatedly. */
export const replay = (records: readonly ExportRecord[]): (() => AsyncGenerator<ExportRecord>) =>
  async function* () {
    yield* records;
  };

/** Opens the memory before the first test, and provides separate places for each test. */
export const createWorld = (open: OpenMemory): World => {
  let shared: OpenedMemory | null = null;
  let others: OpenedMemory[] = [];
  let workspace = "";

  before(async function () {
    shared = await open({});
    if (shared === null) this.skip();
  });
  beforeEach(() => {
    workspace = randomUUID();
  });
  afterEach(async () => {
    await Promise.all(others.map(async (each) => each.remove()));
    others = [];
  });
  after(async () => shared?.remove());

  const opened = (): OpenedMemory => {
    if (shared !== null) return shared;
    throw new Error("The memory is not open.");
  };
  const here = (): WorkspacePlace => ({ kind: "workspace", workspace });
  const search: World["search"] = async (text, more = {}) =>
    opened().memory.search({ text, mode: "hybrid", limit: 10, places: [here()], ...more });

  return {
    get memory() {
      return opened().memory;
    },
    get here() {
      return here();
    },
    get elsewhere(): WorkspacePlace {
      return { kind: "workspace", workspace: `other-${workspace}` };
    },
    ofAgent: (name) => ({ kind: "agent-only", workspace, agent: name as AgentName }),
    again: async () => opened().again(),
    empty: async (options = {}) => {
      const other = await open(options);
      if (other === null) throw new Error("The memory's server is gone.");
      others.push(other);
      return other;
    },
    store: async (name, observations = [], more = {}) =>
      (await opened().memory.storeEntity({ place: here(), name, type: "thing", observations, ...more })).entity,
    relate: async (from, to, type = "knows", more = {}) =>
      opened().memory.storeRelation({ place: here(), from: from.id, to: to.id, type, ...more }),
    search,
    names: async (text, mode = "hybrid", more = {}) =>
      (await search(text, { mode, ...more })).map(({ entity }) => entity.name),
  };
};
