/**
 * Which relations lead from an entity and to it: linked lists in typed arrays, indexed by row number, which is dense. A relation
 * takes 20 bytes, or 28 if its strength is not 1; an entity with relations takes 12.
 */

const pageShift = 12;
const pageRows = 1 << pageShift;
const inPage = pageRows - 1;

/** Higher rows are not held. */
export const mostRow = 0xff_ff_ff_ff;

/** Fields of a relation: both ends, the next relations in the lists of these, and its kind; a kind of 0 means that it is not held. */
const [source, target, nextOut, nextIn, kind, relationFields] = [0, 1, 2, 3, 4, 5];
/** Fields of an entity: the first relations of its lists, and a value that the owner of the adjacency stores for it. */
const [firstOut, firstIn, standing, entityFields] = [0, 1, 2, 3];

interface RelationPage {
  readonly numbers: Uint32Array;
  /** Null if all relations are of full strength. */
  strengths: Float64Array | null;
}

export interface HeldRelation {
  readonly row: number;
  readonly source: number;
  readonly target: number;
  /** A number above 0 that the owner assigns to relations of the same kind. */
  readonly kind: number;
  readonly strength: number;
}

export const createAdjacency = () => {
  const relations: (RelationPage | undefined)[] = [];
  const entities: (Uint32Array | undefined)[] = [];
  let held = 0;
  /** Dropped relations stay in the lists and are skipped, so a relation that returns is in them already. */
  let dropped = 0;

  const ofRelation = (row: number, field: number): number =>
    relations[row >>> pageShift]?.numbers[(row & inPage) * relationFields + field] ?? 0;
  const ofEntity = (row: number, field: number): number =>
    entities[row >>> pageShift]?.[(row & inPage) * entityFields + field] ?? 0;

  const relationPage = (row: number): RelationPage => {
    const page = relations[row >>> pageShift];
    if (page !== undefined) return page;
    const made = { numbers: new Uint32Array(pageRows * relationFields), strengths: null };
    relations[row >>> pageShift] = made;
    return made;
  };
  const setOfEntity = (row: number, field: number, value: number): void => {
    const page = (entities[row >>> pageShift] ??= new Uint32Array(pageRows * entityFields));
    page[(row & inPage) * entityFields + field] = value;
  };

  const isEnd = (row: number): boolean => ofEntity(row, firstOut) !== 0 || ofEntity(row, firstIn) !== 0;

  return {
    /** A row that was held before must have the same ends as then. */
    hold: (relation: HeldRelation): void => {
      const { row } = relation;
      const page = relationPage(row);
      const { numbers } = page;
      const at = (row & inPage) * relationFields;
      const isListed = numbers[at + source] !== 0;
      if (numbers[at + kind] === 0) held += 1;
      if (numbers[at + kind] === 0 && isListed) dropped -= 1;
      numbers[at + kind] = relation.kind;
      if (relation.strength !== 1) page.strengths ??= new Float64Array(pageRows).fill(1);
      if (page.strengths !== null) page.strengths[row & inPage] = relation.strength;
      if (isListed) return;
      numbers[at + source] = relation.source;
      numbers[at + target] = relation.target;
      numbers[at + nextOut] = ofEntity(relation.source, firstOut);
      numbers[at + nextIn] = ofEntity(relation.target, firstIn);
      setOfEntity(relation.source, firstOut, row);
      setOfEntity(relation.target, firstIn, row);
    },
    drop: (row: number): void => {
      if (ofRelation(row, kind) === 0) return;
      relationPage(row).numbers[(row & inPage) * relationFields + kind] = 0;
      held -= 1;
      dropped += 1;
    },
    held: (): number => held,
    dropped: (): number => dropped,
    /** The first relation of a list, 0 if it is empty, and the one after it. */
    firstOut: (entity: number): number => ofEntity(entity, firstOut),
    firstIn: (entity: number): number => ofEntity(entity, firstIn),
    nextOut: (relation: number): number => ofRelation(relation, nextOut),
    nextIn: (relation: number): number => ofRelation(relation, nextIn),
    kindOf: (relation: number): number => ofRelation(relation, kind),
    sourceOf: (relation: number): number => ofRelation(relation, source),
    targetOf: (relation: number): number => ofRelation(relation, target),
    strengthOf: (relation: number): number => relations[relation >>> pageShift]?.strengths?.[relation & inPage] ?? 1,
    /** Whether the entity has any list. */
    isEnd,
    /** The value last set, initially 0; kept only for entities for which {@link isEnd} is true. */
    standingOf: (entity: number): number => ofEntity(entity, standing),
    stand: (entity: number, value: number): void => {
      if (isEnd(entity)) setOfEntity(entity, standing, value);
    },
  };
};

export type Adjacency = ReturnType<typeof createAdjacency>;
