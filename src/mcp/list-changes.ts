/** Notices that the list of tools has changed, for clients that subscribed to `notifications/tools/list_changed`. */
import { InMemoryServerEventBus, type ServerEventBus } from "@modelcontextprotocol/server";

/**
 * An event bus that publishes a change of the list while somebody is subscribed. Tools and agents change by many ways: by the
 * API, the watched folder, other processes, remote servers. So the list itself is compared, `everyMs` milliseconds apart.
 */
export const createListChanges = (list: () => unknown, everyMs: number): ServerEventBus => {
  const bus = new InMemoryServerEventBus();
  let known = "";
  let timer: NodeJS.Timeout | null = null;

  const compare = (): void => {
    const now = JSON.stringify(list());
    if (now === known) return;
    known = now;
    // Prompts are the capabilities, which are tools as well.
    bus.publish({ kind: "tools_list_changed" });
    bus.publish({ kind: "prompts_list_changed" });
  };

  return {
    publish: (event) => bus.publish(event),
    subscribe: (listener) => {
      const unsubscribe = bus.subscribe(listener);
      if (timer === null) {
        known = JSON.stringify(list());
        timer = setInterval(compare, everyMs).unref();
      }
      return () => {
        unsubscribe();
        if (bus.listenerCount > 0 || timer === null) return;
        clearInterval(timer);
        timer = null;
      };
    },
  };
};
