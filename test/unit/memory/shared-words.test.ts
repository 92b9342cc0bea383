import { expect } from "chai";
import type { Entity } from "../../../src/domain/memory.ts";
import { sharesSubject } from "../../../src/memory/agents/shared-words.ts";

const entity = (name: string, type: string, ...observations: string[]): Entity =>
  ({ name, type, observations: observations.map((text) => ({ text })) }) as unknown as Entity;

const shares = (message: string, ...given: Parameters<typeof entity>): boolean =>
  sharesSubject(message)(entity(...given));

describe("what a memory shares with a message", () => {
  it("counts if it is more than function words", () => {
    const message = "What is the boiling point of water in the mountains?";
    expect(shares(message, "Grail", "thing", "The grail is in the castle.")).to.equal(false);
    expect(shares(message, "Bob", "person", "Bob is the head of sales in Berlin.")).to.equal(false);
    expect(shares(message, "Invoice 7", "document", "What is in the invoice?")).to.equal(false);
    expect(shares(message, "Wales", "place", "Wales has MOUNTAINS.")).to.equal(true);
    expect(shares("Who am I?", "Who", "am", "I")).to.equal(false);
  });

  it("counts in the name, the type or an observation, regardless of case and accents", () => {
    expect(shares("How is Ada's café?", "Cafe", "shop")).to.equal(true);
    expect(shares("Any person?", "Bob", "Person")).to.equal(true);
    expect(shares("XK-4471", "Order", "thing", "Part xk-4471 is late.")).to.equal(true);
  });

  it("is judged in the language of the message", () => {
    const german = "Wie hoch ist der Siedepunkt von Wasser in den Bergen?";
    expect(shares(german, "Gral", "Ding", "Der Gral ist in der Burg.")).to.equal(false);
    expect(shares("Wo ist die Burg?", "Gral", "Ding", "Der Gral ist in der Burg.")).to.equal(true);
    expect(shares("Tell me about the war", "War", "event")).to.equal(true);
    expect(shares("Какой сегодня день?", "Бог", "x", "Какой он?")).to.equal(false);
    // There is no list for Hungarian: every word counts.
    expect(shares("Hol van a vár?", "Grál", "tárgy", "A vár")).to.equal(true);
  });

  it("is found in scripts written without spaces, ignoring particles", () => {
    expect(shares("東京の天気はどうですか", "田中", "人", "田中さんは大阪に住んでいます。")).to.equal(false);
    expect(shares("東京の天気はどうですか", "佐藤", "人", "佐藤さんは東京に住んでいます。")).to.equal(true);
    expect(shares("水的沸点是多少?", "圣杯", "东西", "圣杯在城堡里。")).to.equal(false);
    expect(shares("城堡在哪里?", "圣杯", "东西", "圣杯在城堡里。")).to.equal(true);
    expect(shares("ปราสาทอยู่ที่ไหน", "จอก", "สิ่ง", "จอกอยู่ในปราสาท")).to.equal(true);
  });
});
