/** {{name}}: says back what it was asked. Build it with `npm install && npm run build`. */
import { log } from "caxton:guest/host@0.1.0";

/** Takes a message in JSON, gives a reply in JSON. Whoever throws a text fails with it. */
export function handleMessage(json) {
  const message = JSON.parse(json);
  log("debug", `${message.sender} asked`);
  return JSON.stringify({ performative: "inform", content: { heard: message.content } });
}
