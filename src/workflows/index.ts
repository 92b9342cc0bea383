export { conversation } from "./conversation.ts";
