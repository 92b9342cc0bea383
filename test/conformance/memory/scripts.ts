/** Texts in any script are preserved, and found by their words. */
import { expect } from "chai";
import { textsOf, type World } from "./fixture.ts";

/** A sentence, and one of its words in the form used there. */
const sentences: Readonly<Record<string, readonly [sentence: string, word: string]>> = {
  Japanese: ["東京は日本の首都です", "首都"],
  Chinese: ["我喜歡喝綠茶", "綠茶"],
  Korean: ["한국어 문장입니다", "문장입니다"],
  Russian: ["Русский текст о погоде", "погоде"],
  Greek: ["ελληνικό κείμενο εδώ", "κείμενο"],
  Arabic: ["هذا نص عربي قصير", "عربي"],
  Hebrew: ["זה טקסט עברי", "עברי"],
  Hindi: ["यह हिन्दी पाठ है", "हिन्दी"],
  Bengali: ["বাংলা লেখা এখানে", "লেখা"],
  Tamil: ["தமிழ் உரை இங்கே", "உரை"],
  Telugu: ["తెలుగు వచనం ఇక్కడ", "వచనం"],
  Kannada: ["ಕನ್ನಡ ಪಠ್ಯ ಇಲ್ಲಿ", "ಪಠ್ಯ"],
  Malayalam: ["മലയാളം വാചകം ഇവിടെ", "വാചകം"],
  Thai: ["ข้อความภาษาไทย", "ภาษา"],
  Lao: ["ຂໍ້ຄວາມພາສາລາວ", "ພາສາ"],
  Georgian: ["ქართული ტექსტი აქ", "ტექსტი"],
  Armenian: ["Հայերեն տեքստ այստեղ", "տեքստ"],
  Amharic: ["የአማርኛ ጽሑፍ እዚህ", "ጽሑፍ"],
  Khmer: ["អត្ថបទខ្មែរ", "ខ្មែរ"],
  Burmese: ["မြန်မာစာသား", "စာသား"],
  Punjabi: ["ਪੰਜਾਬੀ ਲਿਖਤ ਇੱਥੇ", "ਲਿਖਤ"],
  Vietnamese: ["Tiếng Việt rất đẹp", "đẹp"],
  Turkish: ["İstanbul güzel bir şehir", "güzel"],
};

export const scripts = (world: World): void => {
  it("finds a text by a whole sentence or one word in more than twenty scripts", async () => {
    await world.memory.storeEntities(
      Object.entries(sentences).map(([name, [sentence]]) => ({
        ...{ place: world.here, name: `In ${name}`, type: "text", observations: [sentence] },
      })),
    );
    for (const [name, [sentence, word]] of Object.entries(sentences)) {
      expect((await world.names(sentence, "keyword"))[0], sentence).to.equal(`In ${name}`);
      const [found] = await world.search(sentence, { limit: 1 });
      expect(found && textsOf(found.entity)).to.deep.equal([sentence]);
      expect((await world.names(word, "keyword"))[0], word).to.equal(`In ${name}`);
    }
  });

  it("finds, joins and distinguishes names in every script", async () => {
    for (const [name, [sentence]] of Object.entries(sentences)) {
      const stored = await world.store(sentence, [name]);
      expect(stored.name).to.equal(sentence);
      expect((await world.store(sentence)).id).to.equal(stored.id);
    }
    expect((await world.memory.statistics([world.here])).entities).to.equal(Object.keys(sentences).length);
    for (const [sentence] of Object.values(sentences)) {
      const list = await world.memory.findEntities(
        { places: [world.here], name: sentence },
        { limit: 5, cursor: null },
      );
      expect(list.items.map((each) => each.name)).to.deep.equal([sentence]);
    }
  });

  it("ignores case, the encoding of accents and runs of white space in names", async () => {
    const one = await world.store("Café  Łódź", ["ÉTÉ"]);
    const two = await world.store("cafe\u0301 ŁÓDŹ", ["e\u0301te\u0301"]);
    expect(two.id).to.equal(one.id);
    expect(textsOf(two)).to.deep.equal(["ÉTÉ"]);
    expect((await world.store("Cafe Lodz")).id).to.not.equal(one.id);
    expect((await world.store("ΣΊΣΥΦΟΣ")).name).to.equal("ΣΊΣΥΦΟΣ");
    for (const text of ["été", "e\u0301te\u0301", "ÉTÉ"]) {
      expect(await world.names(text, "keyword"), text).to.deep.equal(["Café  Łódź"]);
    }
  });

  it("preserves emoji, line breaks, quotes and characters beyond the basic plane", async () => {
    const odd = [
      "👩‍👩‍👧‍👦 and 🇩🇪",
      "line\nbreak\r\n\ttab",
      `"quotes" 'single' \\ back %_ $1 {{x}} <b>&amp;</b>`,
      "𝕯𝖔𝖚𝖇𝖑𝖊 𒀀 𓂀",
      "\u200fright-to-left\u200e \u0301",
      "\ufeffbom and \u00ad soft",
    ];
    const entity = await world.store("🦊 fox", odd, { metadata: { "🔑": "𒀀", list: odd } });
    const read = await world.memory.getEntity(entity.id, [world.here]);
    expect(textsOf(read)).to.deep.equal(odd);
    expect(read.metadata).to.deep.equal({ "🔑": "𒀀", list: odd });
    expect(read.name).to.equal("🦊 fox");
    expect(await world.names("fox", "keyword")).to.deep.equal(["🦊 fox"]);
    expect((await world.store("🦊 FOX")).id).to.equal(entity.id);
    expect((await world.store("🐻 fox")).id).to.not.equal(entity.id);
  });
};
