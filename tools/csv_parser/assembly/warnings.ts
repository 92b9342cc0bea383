/** What was odd about a file: the first are told, all are counted. */
import { JsonWriter } from "../../../sdk/assemblyscript/lean/json-writer";

const mostTold = 50;

export class Warnings {
  count: i32 = 0;
  private readonly lines: Array<i32> = [];
  private readonly messages: Array<string> = [];

  get isFull(): bool {
    return this.messages.length >= mostTold;
  }

  /** `line` 0 stands for the whole file. */
  add(line: i32, message: string): void {
    this.count++;
    if (this.isFull) return;
    this.lines.push(line);
    this.messages.push(message);
  }

  /** Counts one whose text is not worth making any more. */
  addUntold(): void {
    this.count++;
  }

  write(out: JsonWriter): void {
    out.beginList();
    for (let index = 0; index < this.messages.length; index++) {
      out.beginObject().name("line");
      if (this.lines[index] > 0) out.integer(this.lines[index]);
      else out.nothing();
      out.name("message").text(this.messages[index]).end();
    }
    out.end();
  }
}
