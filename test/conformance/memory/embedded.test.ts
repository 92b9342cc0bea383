import { openTestMemory } from "../../support/memory.ts";
import { describeMemoryBackend } from "./suite.ts";

describeMemoryBackend("the embedded memory", openTestMemory);
