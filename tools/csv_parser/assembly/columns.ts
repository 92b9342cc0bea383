/** The columns of a table: their names, what is in them, and whether they are wanted. */
import { Bytes } from "../../../sdk/assemblyscript/lean/bytes";
import { Json } from "../../../sdk/assemblyscript/lean/json-value";
import { CellType, typeNamed } from "./cell-types";
import { Warnings } from "./warnings";

export class Column {
  /** What its cells so far can all be taken for. */
  types: i32 = CellType.All;
  isEmpty: bool = true;
  isWanted: bool = true;
  /** The type was given and not found out. */
  isGiven: bool = false;
  /** The name in UTF-8, for objects. */
  readonly key: Bytes;

  constructor(readonly name: string) {
    this.key = new Bytes(<usize>name.length * 3 + 1);
    this.key.text(name);
  }

  /** As a set with one member, or none for texts. A column with nothing in it holds texts. */
  get type(): i32 {
    if (this.isGiven) return this.types;
    return this.isEmpty ? CellType.Text : this.types;
  }
}

export class Columns {
  readonly all: Array<Column> = [];
  private readonly names: Set<string> = new Set<string>();

  constructor(private readonly warnings: Warnings) {}

  get count(): i32 {
    return this.all.length;
  }

  /** Adds one; a name that is taken or missing gets another, and a warning. */
  add(name: string, line: i32): Column {
    const plain = name.trim();
    const wanted = plain.length == 0 ? `column_${this.count + 1}` : plain;
    let free = wanted;
    for (let number = 2; this.names.has(free); number++) free = `${wanted}_${number}`;
    if (free != plain && line > 0) {
      const why =
        plain.length == 0 ? `Column ${this.count + 1} has no name` : `There is more than one column “${plain}”`;
      this.warnings.add(line, `${why}; this one is called “${free}”.`);
    }
    this.names.add(free);
    const column = new Column(free);
    this.all.push(column);
    return column;
  }

  /** One that the header does not have. */
  addUnnamed(): Column {
    return this.add("", 0);
  }

  private find(start: usize, length: usize): Column | null {
    for (let index = 0; index < this.count; index++) {
      const key = this.all[index].key;
      if (key.length == length && memory.compare(key.start, start, length) == 0) return this.all[index];
    }
    return null;
  }

  private unknown(name: string): string {
    const known = this.all.slice(0, 30).map<string>((column) => column.name);
    return `There is no column “${name}”. There are: ${known.join(", ")}${this.count > 30 ? ", …" : ""}.`;
  }

  /** Keeps the wanted ones; says what is wrong. */
  want(names: Json): string | null {
    for (let index = 0; index < this.count; index++) this.all[index].isWanted = false;
    let name: Json | null = names.first;
    while (name !== null) {
      const column = this.find(name.start, name.length);
      if (column === null) return this.unknown(name.text());
      column.isWanted = true;
      name = name.next;
    }
    return null;
  }

  /** Types that were given by name; says what is wrong. */
  giveTypes(types: Json): string | null {
    let type: Json | null = types.first;
    while (type !== null) {
      const named = this.find(type.nameStart, type.nameLength);
      if (named === null) return this.unknown(type.name());
      const wanted = typeNamed(type.text());
      if (wanted < 0) return `There is no type “${type.text()}”.`;
      named.isGiven = true;
      named.types = wanted;
      type = type.next;
    }
    return null;
  }
}
