/** JsonDiff: the changes between two JSON values, as a JSON Patch (RFC 6902). */
import { log } from "caxton:guest/host@0.1.0";

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Escapes a name for a JSON Pointer (RFC 6901). */
const escaped = (name) => String(name).replaceAll("~", "~0").replaceAll("/", "~1");

const keysOf = (before, after) => [...new Set([...Object.keys(before), ...Object.keys(after)])];

const changesOfLists = (before, after, path) => {
  const common = Math.min(before.length, after.length);
  const changes = [];
  for (let index = 0; index < common; index += 1) {
    changes.push(...changesOf(before[index], after[index], `${path}/${index}`));
  }
  for (let index = common; index < after.length; index += 1) {
    changes.push({ op: "add", path: `${path}/-`, value: after[index] });
  }
  // From the end, so that the indexes of earlier items stay valid.
  for (let index = before.length - 1; index >= common; index -= 1)
    changes.push({ op: "remove", path: `${path}/${index}` });
  return changes;
};

const changesOf = (before, after, path) => {
  if (Array.isArray(before) && Array.isArray(after)) return changesOfLists(before, after, path);
  if (!isObject(before) || !isObject(after)) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ op: "replace", path, value: after }];
  }
  return keysOf(before, after).flatMap((key) => {
    const at = `${path}/${escaped(key)}`;
    if (!Object.hasOwn(after, key)) return [{ op: "remove", path: at }];
    if (!Object.hasOwn(before, key)) return [{ op: "add", path: at, value: after[key] }];
    return changesOf(before[key], after[key], at);
  });
};

/** The content of a request is the object itself, or contains it as `request`. */
const askedOf = ({ content }) => (isObject(content) && isObject(content.request) ? content.request : content);

export function handleMessage(json) {
  const asked = askedOf(JSON.parse(json));
  if (!isObject(asked) || !("before" in asked) || !("after" in asked)) {
    return JSON.stringify({ performative: "not-understood", content: "Send an object with before and after." });
  }
  const changes = changesOf(asked.before, asked.after, "");
  log("info", `${changes.length} changes`);
  return JSON.stringify({ performative: "inform", content: changes });
}
