// Made from docs/openapi.json by openapi-typescript: npm run api:generate
export interface paths {
    "/api/v1/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List all tools by name */
        get: operations["listTools"];
        put?: never;
        /**
         * Add a tool
         * @description The body is `multipart/form-data` with the `manifest` in JSON and the WebAssembly file as `module`. The tool has
         *     only the permissions that its manifest grants; agents may call it if their `tools` include it.
         */
        post: operations["createTool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a tool */
        get: operations["getTool"];
        put?: never;
        post?: never;
        /**
         * Delete a tool
         * @description Only tools that were uploaded can be deleted.
         */
        delete: operations["deleteTool"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/{name}/call": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call a tool
         * @description Runs the tool once, with the permissions and limits that apply when agents call it.
         */
        post: operations["callTool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tool-servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List remote MCP servers
         * @description The MCP servers that the configuration names, and whether they are connected.
         */
        get: operations["listToolServers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tool-servers/{name}/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh a remote MCP server
         * @description Reconnects to the server if necessary, even if it was given up before, and reads its list of tools again. The answer
         *     comes after the attempt.
         */
        post: operations["refreshToolServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check whether the process is alive
         * @description Needs no API key. Does not check the components; see `/ready`.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check whether the server is ready
         * @description Needs no API key. Lists the components, and whether agents use a language model.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message
         * @description An accepted message is durable: it is processed even if the server crashes. With `Prefer: wait=N` the answer is
         *     `200` with the replies if they arrive in time, else `202`.
         */
        post: operations["sendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a batch of messages
         * @description All messages go to one WASM agent in one conversation and have the same performative; they differ in `content` and
         *     `replyWith`. They are delivered by one workflow update and processed by one activity, which is faster than sending
         *     them one by one. Each message succeeds or fails on its own. The body is a JSON array, or JSON Lines with one message
         *     a line.
         */
        post: operations["sendBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/batch/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a batch with its replies */
        get: operations["getBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a message */
        get: operations["getMessage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory/relations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List relations, oldest first */
        get: operations["listRelations"];
        put?: never;
        /**
         * Remember a relation
         * @description It replaces relations of the same type between the same two entities whose period of validity overlaps with its own.
         */
        post: operations["storeRelation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory/relations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a relation */
        get: operations["getRelation"];
        put?: never;
        post?: never;
        /**
         * Forget or erase a relation
         * @description The relation no longer counts; reads with an earlier asOf still show it. With `erase` it is removed from the storage for
         *     good, whether or not it still counted, and an import does not bring it back.
         */
        delete: operations["deleteRelation"];
        options?: never;
        head?: never;
        /**
         * Change a relation
         * @description Fields that are not given stay as they are; entities, type and scope cannot be changed. Reads with an earlier asOf still
         *     show the earlier values. To say until when a relation was true, set validTo.
         */
        patch: operations["changeRelation"];
        trace?: never;
    };
    "/api/v1/memory/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export the memory
         * @description Everything of all scopes, or of one, with its history. The answer is streamed, and compressed for clients that accept
         *     gzip.
         */
        get: operations["exportMemory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check the memory
         * @description Looks whether the file is whole, and whether words and vectors agree with the entities. Reads everything.
         */
        post: operations["checkMemory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import into the memory
         * @description The body is an export of version 1.0, or its JSON Lines. What is there by id is not stored twice, so an import that was
         *     interrupted is finished by repeating it. A large one can be sent in parts, each an export of its own: entities before
         *     relations, and all parts but the last with `partial`.
         */
        post: operations["importMemory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory/import/conflicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Find what an import with the rule fail would refuse
         * @description Writes nothing. The body is as for an import; of an entity, its id, place, name, type and `invalidatedAt` are enough.
         */
        post: operations["findImportConflicts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory/entities/{id}/observations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add and take away observations
         * @description Both are done, or neither. An observation that the entity already has is not added again; reads with an earlier asOf
         *     still show one that was taken away.
         */
        post: operations["changeObservations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory/entities/{id}/observations/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase observations
         * @description Removes the texts from the storage for good, also those that were taken away before; an earlier asOf does not show them
         *     any more.
         */
        post: operations["eraseObservations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory/merges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List merges, newest first
         * @description Merges that were undone are listed, too; those into an entity that was erased since are not.
         */
        get: operations["listMerges"];
        put?: never;
        /**
         * Merge entities
         * @description Moves observations, relations and metadata of the others to one entity, all in the same scope. The others no longer
         *     count; reads with an earlier asOf still show them.
         */
        post: operations["mergeEntities"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory/merges/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a merge */
        get: operations["getMerge"];
        put?: never;
        post?: never;
        /**
         * Undo a merge
         * @description Every merged entity gets its observations and relations back.
         *     GET /memory/merges lists merges, should the id be lost.
         */
        delete: operations["undoMerge"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find probable duplicates
         * @description Pairs of entities of one scope whose names or meanings are nearly the same; POST /memory/merges merges them. Each page
         *     examines a limited number of entities, so it may have few items or none: continue until nextCursor is null.
         */
        get: operations["findDuplicates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory/graph": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the entities around one, and the relations among them
         * @description The answer has all relations among the entities, not only those that were followed to reach them.
         */
        get: operations["getMemoryGraph"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory/traversal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Walk from an entity along relations
         * @description Breadth first: nearest entities first, each with its distance and the relation by which it was reached.
         */
        get: operations["traverseMemory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory/path": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find the shortest path between two entities
         * @description The path with the fewest relations, of at most ten.
         */
        get: operations["findMemoryPath"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory/entities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List entities, oldest first */
        get: operations["listEntities"];
        put?: never;
        /**
         * Remember an entity
         * @description If the scope already has an entity of this name and type, the new observations and metadata are added to that one.
         */
        post: operations["storeEntity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory/entities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an entity */
        get: operations["getEntity"];
        put?: never;
        post?: never;
        /**
         * Forget or erase an entity
         * @description The entity and its relations no longer count; reads with an earlier asOf still show them. With `erase` they are removed
         *     from the storage for good, and an import does not bring them back.
         */
        delete: operations["deleteEntity"];
        options?: never;
        head?: never;
        /**
         * Change an entity
         * @description Fields that are not given stay as they are. Reads with an earlier asOf still show the earlier values.
         */
        patch: operations["changeEntity"];
        trace?: never;
    };
    "/api/v1/memory/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Search the memory
         * @description Finds entities by meaning, by words, by both, or by both and then along relations. Each match comes with the parts of
         *     its score.
         */
        post: operations["searchMemory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count entities, observations and relations
         * @description An admin gets the counts of all scopes, any other caller those of the scopes that it may read. Counts of another time
         *     are taken by reading the whole memory.
         */
        get: operations["getMemoryStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was erased
         * @description Of all scopes, so that it can be removed from backups and other copies, too. Nothing of an observation's text is kept: it is
         *     named by its entity and its recordedAt, as exports have them.
         */
        get: operations["listErasures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List or follow events
         * @description With `Accept: text/event-stream` the answer is a stream of new events, starting after `Last-Event-ID` or at `since`
         *     if given. Otherwise it is a page of past events, newest first.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List conversations, newest first */
        get: operations["listConversations"];
        put?: never;
        /**
         * Open a conversation
         * @description The conversation takes messages until it expires or is cancelled.
         */
        post: operations["openConversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a conversation
         * @description With the tool calls that wait for a person's decision.
         */
        get: operations["getConversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the messages of a conversation, oldest first */
        get: operations["listConversationMessages"];
        put?: never;
        /**
         * Send a message into a conversation
         * @description As `POST /messages`, into an existing conversation.
         */
        post: operations["sendConversationMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/messages/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a batch of messages into a conversation
         * @description As `POST /messages/batch`, into this conversation.
         */
        post: operations["sendConversationBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a conversation */
        post: operations["cancelConversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a conversation
         * @description A stream of server-sent events: first the stored events, then new ones, with pieces of the model's answer as they
         *     arrive (`event: token`). The stream ends with the conversation. To resume, send the last `id` in `Last-Event-ID`.
         */
        get: operations["followConversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/capabilities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List capabilities with their providers, by name */
        get: operations["listCapabilities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/capabilities/{capability}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rank the providers of a capability
         * @description In the order in which routing would choose them, each with its score and the parts of the score.
         */
        get: operations["getCapability"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the approvals of a conversation, oldest first
         * @description Tool calls that need or needed a person's decision: pending, decided and expired ones.
         */
        get: operations["listApprovals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/approvals/{approvalId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve or reject a tool call
         * @description An approved call is executed; for a rejected one the agent is told the reason and continues. The first decision is
         *     final; repeating it changes nothing.
         */
        post: operations["decideApproval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List API keys */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Create an API key
         * @description The secret is shown only once; the server stores only its hash.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description The key is rejected from now on. A key cannot revoke itself, so at least one admin key always remains.
         */
        delete: operations["deleteApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List agents by name */
        get: operations["listAgents"];
        put?: never;
        /**
         * Create an agent
         * @description The body is an agent file (`text/markdown`; for a WASM agent also `application/yaml`) or the same definition in JSON.
         *     For a WASM agent it is `multipart/form-data`, with one of these as `manifest` and the WebAssembly file as `module`; a
         *     manifest in YAML has a file name that ends in `.yaml`, or the type `application/yaml`. The agent is loaded and takes
         *     messages at once (its state is `running`). Where other processes run the agents, a WASM agent is `loaded` until one of
         *     them has made its instance. If the module cannot start, the agent is `failed`, with the reason in `failure`.
         */
        post: operations["createAgent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check an agent definition
         * @description Applies the same checks as `POST /agents`, and stores nothing.
         */
        post: operations["validateAgent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an agent with its definition */
        get: operations["getAgent"];
        /**
         * Replace an agent's definition
         * @description Creates a new version of the agent; running conversations keep theirs. The name in the definition must be the name
         *     in the path.
         */
        put: operations["replaceAgent"];
        post?: never;
        /**
         * Delete an agent
         * @description An agent that is managed by a file is deleted by deleting the file.
         */
        delete: operations["deleteAgent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{name}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List an agent's versions, newest first */
        get: operations["listAgentVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{name}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start an agent
         * @description The agent takes new messages. Where other processes run the agents, a WASM agent is `loaded` until one of them has made
         *     its instance, and `running` then.
         */
        post: operations["startAgent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{name}/drain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Drain an agent
         * @description The agent takes no new messages and is `draining`. It is `drained`, with the event `agent.drained`, once it has answered
         *     all messages that it had been sent, in whatever process; that takes a second at least.
         */
        post: operations["drainAgent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{name}/unload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unload an agent
         * @description The agent takes no conversations and no messages.
         */
        post: operations["unloadAgent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description The name of a tool.
         * @example csv_parser
         */
        ToolNameText: string;
        /**
         * @description Built-in and uploaded tools run in the sandbox; remote ones belong to an MCP server, embedded ones to the program that embeds Caxton.
         * @enum {string}
         */
        ToolOriginText: "built-in" | "uploaded" | "remote" | "embedded";
        /** @description Any JSON object. */
        AnyObject: {
            [key: string]: unknown;
        };
        /**
         * @description A tool that agents may be allowed to call.
         * @example {
         *       "name": "text_stats",
         *       "origin": "built-in",
         *       "sandboxed": true,
         *       "description": "Counts characters, words and sentences of a text",
         *       "inputSchema": {
         *         "type": "object",
         *         "properties": {
         *           "text": {
         *             "type": "string"
         *           }
         *         },
         *         "required": [
         *           "text"
         *         ]
         *       },
         *       "outputSchema": null,
         *       "idempotent": true,
         *       "timeoutMs": 10000,
         *       "manifest": null
         *     }
         */
        Tool: {
            name: components["schemas"]["ToolNameText"];
            origin: components["schemas"]["ToolOriginText"];
            /** @description Whether it runs in the sandbox. */
            sandboxed: boolean;
            description: string;
            /** @description JSON Schema of the arguments. */
            inputSchema: components["schemas"]["AnyObject"];
            /** @description JSON Schema of the result; null if it has none. */
            outputSchema: {
                [key: string]: unknown;
            } | null;
            /** @description Whether repeating a call with the same arguments has no further effect. */
            idempotent: boolean;
            /** Format: double */
            timeoutMs: number;
            /** @description The permissions and limits of a tool in the sandbox. */
            manifest: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * @description A page of tools.
         * @example {
         *       "items": [],
         *       "nextCursor": null
         *     }
         */
        ToolPage: {
            items: components["schemas"]["Tool"][];
            /** @description Null on the last page. */
            nextCursor: string | null;
        };
        /**
         * Format: int32
         * @description How many items a page holds.
         * @default 50
         */
        PageLimit: number;
        /** @description Where the page begins: the `nextCursor` of the page before. Opaque. */
        PageCursor: string;
        /** @description One error in a request, with its place as exactly as it is known. */
        ProblemError: {
            /**
             * @description JSON pointer (RFC 6901) into the body.
             * @example /targetCapability
             */
            pointer?: string;
            /** @description The name of the query parameter, header or path parameter. */
            parameter?: string;
            /** @description The agent file. */
            file?: string;
            /**
             * Format: int32
             * @description Line in the file, from 1.
             */
            line?: number;
            /**
             * Format: int32
             * @description Column in the line, from 1.
             */
            column?: number;
            /** @description What is wrong and why. */
            message: string;
            /** @description What to do about it. */
            suggestion?: string;
        };
        /**
         * @description An RFC 9457 problem document.
         * @example {
         *       "type": "urn:caxton:problem:agent.not_found",
         *       "title": "Agent not found",
         *       "status": 404,
         *       "detail": "There is no agent called “Greter”.",
         *       "code": "agent.not_found",
         *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
         *       "errors": [],
         *       "hint": "Did you mean Greeter?"
         *     }
         */
        Problem: {
            /** @description Identifies the kind of problem: `urn:caxton:problem:` and the code. */
            type: string;
            /** @description The kind of problem, for people. */
            title: string;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description What happened this time, and why. */
            detail: string;
            /** @description Stable, for programs: `agent.not_found`, `routing.no_capability_providers`, … */
            code: string;
            /** @description Identifies the request in logs and traces. */
            traceId: string;
            /** @description All errors in the request. */
            errors: components["schemas"]["ProblemError"][];
            /** @description What to do about it. */
            hint?: string;
            /** @description Facts for programs, such as the nearest capabilities. */
            facts?: components["schemas"]["AnyObject"];
        };
        /**
         * @description Makes repeating a request safe: the same key and body give the same answer, another body is `409`.
         * @example order-4711
         */
        IdempotencyKey: string;
        /**
         * @description The result of a tool call.
         * @example {
         *       "value": {
         *         "words": 5
         *       },
         *       "durationMs": 3,
         *       "audit": {
         *         "fuel": 20113,
         *         "grants": []
         *       }
         *     }
         */
        ToolCallResult: {
            value: unknown;
            /** Format: double */
            durationMs: number;
            /** @description Details of the call for operators: permissions used, fuel, log lines. */
            audit: components["schemas"]["AnyObject"];
        };
        /**
         * @description A call of a tool.
         * @example {
         *       "arguments": {
         *         "text": "How many words are these?"
         *       }
         *     }
         */
        ToolCall: {
            arguments: components["schemas"]["AnyObject"];
        };
        /**
         * @description The name of an MCP server in the configuration.
         * @example tracker
         */
        ToolServerName: string;
        /** @description A tool that an MCP server offers and that cannot be used. */
        RefusedTool: {
            name: string;
            reason: string;
        };
        /**
         * @description An MCP server of the configuration, as seen by this process.
         * @example {
         *       "name": "tracker",
         *       "transport": "http",
         *       "address": "https://tracker.example/mcp",
         *       "state": "ready",
         *       "since": "2026-11-23T12:00:00.000Z",
         *       "error": null,
         *       "tools": [
         *         "tracker__search_issues"
         *       ],
         *       "refused": [],
         *       "missing": [],
         *       "truncated": false,
         *       "protocolVersion": "2026-07-28"
         *     }
         */
        ToolServer: {
            name: components["schemas"]["ToolServerName"];
            /** @enum {string} */
            transport: "stdio" | "http";
            /** @description The command, or the address without its query. */
            address: string;
            /**
             * @description `connecting` includes waiting for the next attempt; `failed` means that a local program is not started again until a refresh.
             * @enum {string}
             */
            state: "connecting" | "ready" | "failed";
            /**
             * Format: date-time
             * @description When the state was entered.
             */
            since: string;
            /** @description Why it is not ready, or what went wrong since. */
            error: string | null;
            /** @description Tools that agents may be allowed to call; kept while the server is temporarily unreachable. */
            tools: components["schemas"]["ToolNameText"][];
            refused: components["schemas"]["RefusedTool"][];
            /** @description Tools that the configuration lists and the server does not offer. */
            missing: string[];
            /** @description Whether the server offers more tools than the limit. */
            truncated: boolean;
            protocolVersion: string | null;
        };
        /**
         * @description A page of the MCP servers that the configuration allows.
         * @example {
         *       "items": [],
         *       "nextCursor": null
         *     }
         */
        ToolServerPage: {
            items: components["schemas"]["ToolServer"][];
            /** @description Null on the last page. */
            nextCursor: string | null;
        };
        /**
         * @description The process is alive.
         * @example {
         *       "status": "ok"
         *     }
         */
        Health: {
            /** @enum {string} */
            status: "ok";
        };
        /** @description A component that the server needs. */
        ReadinessPart: {
            /** @description `database`, `temporal`, `worker`, `memory`. */
            name: string;
            ready: boolean;
            /** @description What it is, or why it is not ready. */
            detail: string;
        };
        /** @description The language model that agents use by default. */
        ReadinessLlm: {
            provider: string;
            /** @description `false` for the offline provider, which answers from the prompt and is no language model. */
            isLanguageModel: boolean;
            model: string;
        };
        /**
         * @description Whether the server can do its work.
         * @example {
         *       "ready": true,
         *       "failing": [],
         *       "parts": [
         *         {
         *           "name": "database",
         *           "ready": true,
         *           "detail": "answers"
         *         }
         *       ],
         *       "llm": {
         *         "provider": "offline",
         *         "isLanguageModel": false,
         *         "model": "offline"
         *       }
         *     }
         */
        Readiness: {
            ready: boolean;
            /** @description The names of the components that are not ready. */
            failing: string[];
            parts: components["schemas"]["ReadinessPart"][];
            llm: components["schemas"]["ReadinessLlm"];
        };
        /**
         * @description A UUID such as 6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11.
         * @example 6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11
         */
        Uuid: string;
        /**
         * @description The name of an agent: 1 to 64 letters, digits, `-` and `_`; compared without case.
         * @example DataAnalyzer
         */
        AgentNameText: string;
        /**
         * @description The 22 communicative acts of FIPA SC00037, and `query` for an open question.
         * @enum {string}
         */
        PerformativeText: "accept-proposal" | "agree" | "cancel" | "cfp" | "confirm" | "disconfirm" | "failure" | "inform" | "inform-if" | "inform-ref" | "not-understood" | "propagate" | "propose" | "proxy" | "query" | "query-if" | "query-ref" | "refuse" | "reject-proposal" | "request" | "request-when" | "request-whenever" | "subscribe";
        /**
         * @description Who sent a message: a kind and a name, such as user:ada, agent:Greeter or service:billing.
         * @example user:ada
         */
        SenderText: string;
        /**
         * @description A capability: lower-case words joined by `-` or `_`, with dots for hierarchy, such as data-analysis.
         * @example data-analysis
         */
        CapabilityText: string;
        /**
         * Format: date-time
         * @description A time in RFC 3339, such as 2026-11-23T12:00:00Z; answers are in UTC.
         * @example 2026-11-23T12:00:00.000Z
         */
        DateTimeText: string;
        /**
         * @description stored: written to the database; accepted: durable, will be processed; settled: all receivers are done.
         * @enum {string}
         */
        MessageStatusText: "stored" | "accepted" | "settled";
        /**
         * @description A message with all FIPA parameters.
         * @example {
         *       "id": "0b4e9f57-3c0b-4f6e-8f43-5c7a4c1c9d21",
         *       "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
         *       "performative": "inform",
         *       "sender": "agent:DataAnalyzer",
         *       "receivers": [],
         *       "targetCapability": null,
         *       "replyTo": null,
         *       "content": "sales.csv has 1,204 rows.",
         *       "language": "en",
         *       "encoding": null,
         *       "ontology": null,
         *       "protocol": "request-reply",
         *       "replyWith": null,
         *       "inReplyTo": "q1",
         *       "replyBy": null,
         *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
         *       "spanId": "00f067aa0ba902b7",
         *       "timestamp": "2026-11-23T11:58:03.120Z",
         *       "status": "settled",
         *       "answers": "8c0f6a57-1f5b-4f0e-9a39-3f6d0b0b7c11"
         *     }
         */
        Message: {
            id: components["schemas"]["Uuid"];
            conversationId: components["schemas"]["Uuid"];
            performative: components["schemas"]["PerformativeText"];
            sender: components["schemas"]["SenderText"];
            receivers: components["schemas"]["AgentNameText"][];
            /** @description A capability: lower-case words joined by `-` or `_`, with dots for hierarchy, such as data-analysis. */
            targetCapability: string | null;
            /** @description Who sent a message: a kind and a name, such as user:ada, agent:Greeter or service:billing. */
            replyTo: string | null;
            content: unknown;
            language: string | null;
            encoding: string | null;
            ontology: string | null;
            protocol: string | null;
            replyWith: string | null;
            inReplyTo: string | null;
            /**
             * Format: date-time
             * @description A time in RFC 3339, such as 2026-11-23T12:00:00Z; answers are in UTC.
             */
            replyBy: string | null;
            /** @description W3C trace id of the request that started the exchange. */
            traceId: string;
            spanId: string;
            timestamp: components["schemas"]["DateTimeText"];
            status: components["schemas"]["MessageStatusText"];
            /** @description The id of the message that this one answers. */
            answers: string | null;
        };
        /**
         * @description A message that was accepted: it is durable and will be processed.
         * @example {
         *       "messageId": "8c0f6a57-1f5b-4f0e-9a39-3f6d0b0b7c11",
         *       "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
         *       "deliveredTo": [
         *         "DataAnalyzer"
         *       ],
         *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
         *       "replies": null
         *     }
         */
        AcceptedMessage: {
            messageId: components["schemas"]["Uuid"];
            conversationId: components["schemas"]["Uuid"];
            /** @description The agents that get it. */
            deliveredTo: components["schemas"]["AgentNameText"][];
            traceId: string;
            /** @description The replies, if the request waited and they arrived in time; else null. */
            replies: components["schemas"]["Message"][] | null;
        };
        /**
         * @description The protocols that a conversation can be opened with.
         * @enum {string}
         */
        ProtocolText: "request-reply" | "query" | "inform";
        /** @description A text of one line, of at most 256 characters, without control characters. */
        ShortText: string;
        /**
         * @description A FIPA message to send. Give exactly one of `targetCapability` and `receivers`.
         * @example {
         *       "performative": "request",
         *       "targetCapability": "data-analysis",
         *       "content": {
         *         "request": "How many rows has sales.csv?"
         *       },
         *       "replyWith": "q1",
         *       "protocol": "request-reply",
         *       "language": "en"
         *     }
         */
        SendMessage: {
            /** @description Your own id for the message; generated unless given. An id that was used before is `409`. */
            id?: string | null;
            performative: components["schemas"]["PerformativeText"];
            /** @description Who sends: `user:` and the name of your API key unless given. A key of role `agent` sends as its agent only. */
            sender?: string | null;
            /** @description The receiver is chosen from the agents with this capability. */
            targetCapability?: string | null;
            /** @description Agents by name. */
            receivers?: components["schemas"]["AgentNameText"][] | null;
            /** @description A text or any JSON value. */
            content: unknown;
            /** @description The conversation that the message belongs to; a new one is opened when there is none of that id. */
            conversationId?: string | null;
            /**
             * @description The protocols that a conversation can be opened with.
             * @enum {string|null}
             */
            protocol?: "request-reply" | "query" | "inform" | null;
            /** @description Who gets the reply instead of the sender. */
            replyTo?: string | null;
            /** @description A label by which a reply refers to this message. */
            replyWith?: string | null;
            /** @description The `replyWith` of the message that this one answers. */
            inReplyTo?: string | null;
            /**
             * Format: date-time
             * @description The latest time for an answer; in the future.
             */
            replyBy?: string | null;
            /** @description A text of one line, of at most 256 characters, without control characters. */
            language?: string | null;
            /** @description A text of one line, of at most 256 characters, without control characters. */
            encoding?: string | null;
            /** @description A text of one line, of at most 256 characters, without control characters. */
            ontology?: string | null;
        };
        /**
         * @description `wait=N`: wait up to N seconds for the replies (RFC 7240).
         * @example wait=10
         */
        Prefer: string;
        /**
         * @description The reply to one message of a batch.
         * @example {
         *       "performative": "inform",
         *       "content": {
         *         "words": 4
         *       }
         *     }
         */
        BatchReply: {
            performative: components["schemas"]["PerformativeText"];
            content: unknown;
        };
        /**
         * @description A batch that was accepted: it is durable and will be processed.
         * @example {
         *       "batchId": "8c0f6a57-1f5b-4f0e-9a39-3f6d0b000000",
         *       "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
         *       "deliveredTo": "WordCount",
         *       "size": 2,
         *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
         *       "replies": [
         *         {
         *           "performative": "inform",
         *           "content": {
         *             "words": 4
         *           }
         *         },
         *         {
         *           "performative": "inform",
         *           "content": {
         *             "words": 7
         *           }
         *         }
         *       ]
         *     }
         */
        AcceptedBatch: {
            /** @description The id of the first message is this id plus 1, of the second plus 2, and so on, as hexadecimal numbers; `GET /messages/{id}` finds each. */
            batchId: components["schemas"]["Uuid"];
            conversationId: components["schemas"]["Uuid"];
            deliveredTo: components["schemas"]["AgentNameText"];
            /**
             * Format: double
             * @description How many messages it has.
             */
            size: number;
            traceId: string;
            /** @description The replies in the order of the messages, if the request waited and they arrived in time; else null. */
            replies: components["schemas"]["BatchReply"][] | null;
        };
        /**
         * @description A batch of messages.
         * @example {
         *       "batchId": "8c0f6a57-1f5b-4f0e-9a39-3f6d0b000000",
         *       "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
         *       "deliveredTo": "WordCount",
         *       "size": 1,
         *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
         *       "status": "settled",
         *       "replies": [
         *         {
         *           "performative": "inform",
         *           "content": {
         *             "words": 4
         *           }
         *         }
         *       ]
         *     }
         */
        Batch: {
            /** @description The id of the first message is this id plus 1, of the second plus 2, and so on, as hexadecimal numbers; `GET /messages/{id}` finds each. */
            batchId: components["schemas"]["Uuid"];
            conversationId: components["schemas"]["Uuid"];
            deliveredTo: components["schemas"]["AgentNameText"];
            /**
             * Format: double
             * @description How many messages it has.
             */
            size: number;
            traceId: string;
            /** @description The replies in the order of the messages, if the request waited and they arrived in time; else null. */
            replies: components["schemas"]["BatchReply"][] | null;
            status: components["schemas"]["MessageStatusText"];
        };
        /**
         * @description Whose memory it is: one agent's alone, the workspace's, or everybody's.
         * @enum {string}
         */
        MemoryScopeText: "agent-only" | "workspace" | "global";
        /** @description A relation between two entities. */
        MemoryRelation: {
            id: components["schemas"]["Uuid"];
            scope: components["schemas"]["MemoryScopeText"];
            /** @description The name of an agent: 1 to 64 letters, digits, `-` and `_`; compared without case. */
            agent: string | null;
            from: components["schemas"]["Uuid"];
            to: components["schemas"]["Uuid"];
            type: string;
            /** Format: double */
            strength: number;
            /** Format: double */
            confidence: number;
            directed: boolean;
            metadata: components["schemas"]["AnyObject"];
            /** @description The origin of a memory. */
            provenance: {
                /** @description The name of an agent: 1 to 64 letters, digits, `-` and `_`; compared without case. */
                agent: string | null;
                /** @description A UUID such as 6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11. */
                conversationId: string | null;
                /** @description A UUID such as 6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11. */
                messageId: string | null;
                /** @description Free text, such as the name of an imported file. */
                source: string | null;
            } | null;
            /**
             * Format: date-time
             * @description True in the world from this time on; null if it has no beginning.
             */
            validFrom: string | null;
            /**
             * Format: date-time
             * @description No longer true in the world from this time on; null if it has no end.
             */
            validTo: string | null;
            /** @description When it was stored. */
            recordedAt: components["schemas"]["DateTimeText"];
            /**
             * Format: date-time
             * @description When it was forgotten, or replaced; with an earlier asOf, when it was changed. Null while it counts.
             */
            invalidatedAt: string | null;
        };
        /**
         * @description The kind of an entity or of a relation.
         * @example person
         */
        MemoryTypeText: string;
        /**
         * Format: double
         * @description 0 to 1.
         */
        ShareNumber: number;
        /**
         * @description A relation to remember. It replaces those of the same type, between the same entities, of an overlapping period.
         * @example {
         *       "from": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
         *       "to": "7a1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a12",
         *       "type": "works_at"
         *     }
         */
        StoreRelation: {
            id?: components["schemas"]["Uuid"];
            from: components["schemas"]["Uuid"];
            to: components["schemas"]["Uuid"];
            type: components["schemas"]["MemoryTypeText"];
            /** @description workspace unless given. */
            scope?: components["schemas"]["MemoryScopeText"];
            agent?: components["schemas"]["AgentNameText"];
            /** @description How close the two are; 1 unless given. */
            strength?: components["schemas"]["ShareNumber"];
            /** @description How certain it is; 1 unless given. */
            confidence?: components["schemas"]["ShareNumber"];
            /** @description An undirected relation is followed both ways; true unless given. */
            directed?: boolean;
            metadata?: components["schemas"]["AnyObject"];
            /**
             * Format: date-time
             * @description A time in RFC 3339, such as 2026-11-23T12:00:00Z; answers are in UTC.
             */
            validFrom?: string | null;
            /**
             * Format: date-time
             * @description A time in RFC 3339, such as 2026-11-23T12:00:00Z; answers are in UTC.
             */
            validTo?: string | null;
        };
        /** @description A page of relations. */
        MemoryRelationPage: {
            items: components["schemas"]["MemoryRelation"][];
            /** @description Null on the last page. */
            nextCursor: string | null;
        };
        /**
         * @description The fields of a relation to change. Earlier values stay visible to reads with an earlier `asOf`.
         * @example {
         *       "strength": 0.4,
         *       "validTo": "2026-10-01T00:00:00.000Z"
         *     }
         */
        ChangeRelation: {
            strength?: components["schemas"]["ShareNumber"];
            confidence?: components["schemas"]["ShareNumber"];
            directed?: boolean;
            metadata?: components["schemas"]["AnyObject"];
            /**
             * Format: date-time
             * @description A time in RFC 3339, such as 2026-11-23T12:00:00Z; answers are in UTC.
             */
            validFrom?: string | null;
            /**
             * Format: date-time
             * @description A time in RFC 3339, such as 2026-11-23T12:00:00Z; answers are in UTC.
             */
            validTo?: string | null;
        };
        /**
         * @description The ETag of the version that the change is meant for, or `*`.
         * @example "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed"
         */
        IfMatch: string;
        /**
         * @description A truth value in a query.
         * @enum {string}
         */
        FlagText: "true" | "false";
        /**
         * @description One JSON document, or a line of JSON for each record.
         * @enum {string}
         */
        ExportFormatText: "json" | "jsonl";
        /** @description One thing in the memory that is not as it should be. */
        MemoryFinding: {
            what: string;
            /** Format: double */
            count: number;
            mended: boolean;
        };
        /** @description What was found; nothing where all is well. */
        MemoryFindings: {
            items: components["schemas"]["MemoryFinding"][];
        };
        /** @description Relations that an import could not store, because the memory does not have both of their ends. */
        RelationsLeftOut: {
            /** Format: double */
            count: number;
            /** @description The first 20. */
            ids: components["schemas"]["Uuid"][];
        };
        /** @description Ids of an import, each with the id of an entity of the memory. */
        JoinedIds: {
            [key: string]: string;
        };
        /** @description What became of an import. */
        ImportedMemory: {
            /** Format: double */
            created: number;
            /** Format: double */
            merged: number;
            /** Format: double */
            skipped: number;
            /**
             * Format: double
             * @description Relations that are new, or were changed.
             */
            relations: number;
            relationsLeftOut: components["schemas"]["RelationsLeftOut"];
            /** @description Entities that became part of others: relations that come later have to name these. */
            joined: components["schemas"]["JoinedIds"];
            /**
             * @description Entities of a partial import that have to be sent again when the other parts are in, each with the id of the entity that
             *     has its name now.
             */
            waiting: components["schemas"]["JoinedIds"];
        };
        /**
         * @description What to do with what is there already, by id or by name; `replace` takes over by id, and merges by name.
         * @enum {string}
         */
        ConflictRuleText: "merge" | "skip" | "fail" | "replace";
        /** @description The entities of an import that are there already. */
        ImportConflicts: {
            ids: components["schemas"]["Uuid"][];
        };
        /** @description A fact about an entity. */
        MemoryObservation: {
            text: string;
            recordedAt: components["schemas"]["DateTimeText"];
            /**
             * Format: date-time
             * @description When it was taken back; null while it counts.
             */
            invalidatedAt: string | null;
            /** @description The origin of a memory. */
            provenance: {
                /** @description The name of an agent: 1 to 64 letters, digits, `-` and `_`; compared without case. */
                agent: string | null;
                /** @description A UUID such as 6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11. */
                conversationId: string | null;
                /** @description A UUID such as 6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11. */
                messageId: string | null;
                /** @description Free text, such as the name of an imported file. */
                source: string | null;
            } | null;
            /** @description Null for an observation of this entity itself. */
            mergedFrom: {
                /** @description The entity that it was made of. */
                entity: components["schemas"]["Uuid"];
                /** @description When the merge brought it here. */
                at: components["schemas"]["DateTimeText"];
            } | null;
        };
        /** @description Something that is remembered: a person, a thing, a decision. */
        MemoryEntity: {
            id: components["schemas"]["Uuid"];
            scope: components["schemas"]["MemoryScopeText"];
            /** @description The agent whose memory it is, in lower case; null for other scopes than agent-only. */
            agent: string | null;
            name: string;
            type: string;
            /** @description Oldest first: those that count at the time of the read. */
            observations: components["schemas"]["MemoryObservation"][];
            metadata: components["schemas"]["AnyObject"];
            /** @description A pinned entity does not lose rank with age. */
            pinned: boolean;
            /** @description The origin of a memory. */
            provenance: {
                /** @description The name of an agent: 1 to 64 letters, digits, `-` and `_`; compared without case. */
                agent: string | null;
                /** @description A UUID such as 6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11. */
                conversationId: string | null;
                /** @description A UUID such as 6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11. */
                messageId: string | null;
                /** @description Free text, such as the name of an imported file. */
                source: string | null;
            } | null;
            /**
             * Format: date-time
             * @description True in the world from this time on; null if it has no beginning.
             */
            validFrom: string | null;
            /**
             * Format: date-time
             * @description No longer true in the world from this time on; null if it has no end.
             */
            validTo: string | null;
            /** @description When it was stored. */
            recordedAt: components["schemas"]["DateTimeText"];
            /**
             * Format: date-time
             * @description When it was forgotten, replaced or merged into another one; null while it counts.
             */
            invalidatedAt: string | null;
            /** @description The entity that it was merged into; null if it was not. */
            mergedInto: string | null;
        };
        /**
         * @description A fact: a short sentence that makes sense without context.
         * @example Ada prefers tea to coffee.
         */
        ObservationText: string;
        /**
         * @description Facts to add and to take away. Both are done, or neither.
         * @example {
         *       "add": [
         *         "Ada lives in Paris."
         *       ],
         *       "remove": [
         *         "Ada lives in Berlin."
         *       ]
         *     }
         */
        ChangeObservations: {
            add?: components["schemas"]["ObservationText"][];
            /** @description The texts, compared without regard to case, spacing and final punctuation. */
            remove?: components["schemas"]["ObservationText"][];
        };
        /**
         * @description Observations to erase for good.
         * @example {
         *       "texts": [
         *         "Ada lives in Berlin."
         *       ]
         *     }
         */
        EraseObservations: {
            /** @description The texts, compared without regard to case, spacing and final punctuation. */
            texts: components["schemas"]["ObservationText"][];
        };
        /** @description A merge that was done. */
        MemoryMerge: {
            /** @description Undoes the merge: DELETE /memory/merges/{id}. */
            id: components["schemas"]["Uuid"];
            /** @description The entity that the others were merged into, as it is now. */
            entity: components["schemas"]["MemoryEntity"];
        };
        /**
         * @description Entities to merge into another one.
         * @example {
         *       "into": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
         *       "others": [
         *         "7a1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a12"
         *       ]
         *     }
         */
        MergeEntities: {
            /** @description The entity that stays. */
            into: components["schemas"]["Uuid"];
            /** @description Their observations and relations move to the entity that stays. */
            others: components["schemas"]["Uuid"][];
        };
        /**
         * @description The name of an entity, of one line.
         * @example Ada Lovelace
         */
        EntityNameText: string;
        /** @description An entity that took part in a merge, as it is called now. */
        MergedEntity: {
            id: components["schemas"]["Uuid"];
            name: components["schemas"]["EntityNameText"];
            type: components["schemas"]["MemoryTypeText"];
        };
        /** @description A merge, whether or not it was undone since. */
        MemoryMergeView: {
            /** @description Undoes the merge: DELETE /memory/merges/{id}. */
            id: components["schemas"]["Uuid"];
            /** @description The scope of all its entities. */
            scope: components["schemas"]["MemoryScopeText"];
            /** @description Whose scope it is, for agent-only. */
            agent: string | null;
            /** @description The entity that the others were merged into. */
            into: components["schemas"]["MergedEntity"];
            /** @description Without those that were erased since. */
            others: components["schemas"]["MergedEntity"][];
            mergedAt: components["schemas"]["DateTimeText"];
            /**
             * Format: date-time
             * @description Null unless it was undone.
             */
            undoneAt: string | null;
        };
        /** @description A page of merges. */
        MemoryMergePage: {
            items: components["schemas"]["MemoryMergeView"][];
            /** @description Null on the last page. */
            nextCursor: string | null;
        };
        /** @description Two entities of one scope that probably stand for the same thing. */
        MemoryDuplicates: {
            entities: components["schemas"]["MemoryEntity"][];
            /** @description Whether the names consist of the same words, in any order, whatever their case, accents and punctuation. */
            sameName: boolean;
            /**
             * Format: double
             * @description Cosine similarity of the two texts; null if the pair was found by its names alone.
             */
            similarity: number | null;
        };
        /** @description A page of probable duplicates. It may have fewer items than the limit, or none, and not be the last. */
        MemoryDuplicatesPage: {
            items: components["schemas"]["MemoryDuplicates"][];
            /** @description Null on the last page. */
            nextCursor: string | null;
        };
        /** @description The entities around one, and the relations among them. */
        MemoryGraphView: {
            entities: components["schemas"]["MemoryEntity"][];
            relations: components["schemas"]["MemoryRelation"][];
        };
        /**
         * Format: int32
         * @description The greatest distance, in relations.
         */
        DepthNumber: number;
        /**
         * Format: int32
         * @description The most entities in the answer.
         */
        GraphLimit: number;
        /**
         * @description Whether relations are followed in their direction, against it, or both ways.
         * @enum {string}
         */
        DirectionText: "out" | "in" | "both";
        /** @description An entity on a walk. */
        MemoryStep: {
            entity: components["schemas"]["MemoryEntity"];
            /**
             * Format: double
             * @description The distance from the start, in relations.
             */
            depth: number;
            /** @description The relation by which it was first reached; null for the start. */
            by: {
                id: components["schemas"]["Uuid"];
                scope: components["schemas"]["MemoryScopeText"];
                /** @description The name of an agent: 1 to 64 letters, digits, `-` and `_`; compared without case. */
                agent: string | null;
                from: components["schemas"]["Uuid"];
                to: components["schemas"]["Uuid"];
                type: string;
                /** Format: double */
                strength: number;
                /** Format: double */
                confidence: number;
                directed: boolean;
                metadata: components["schemas"]["AnyObject"];
                /** @description The origin of a memory. */
                provenance: {
                    /** @description The name of an agent: 1 to 64 letters, digits, `-` and `_`; compared without case. */
                    agent: string | null;
                    /** @description A UUID such as 6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11. */
                    conversationId: string | null;
                    /** @description A UUID such as 6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11. */
                    messageId: string | null;
                    /** @description Free text, such as the name of an imported file. */
                    source: string | null;
                } | null;
                /**
                 * Format: date-time
                 * @description True in the world from this time on; null if it has no beginning.
                 */
                validFrom: string | null;
                /**
                 * Format: date-time
                 * @description No longer true in the world from this time on; null if it has no end.
                 */
                validTo: string | null;
                /** @description When it was stored. */
                recordedAt: components["schemas"]["DateTimeText"];
                /**
                 * Format: date-time
                 * @description When it was forgotten, or replaced; with an earlier asOf, when it was changed. Null while it counts.
                 */
                invalidatedAt: string | null;
            } | null;
        };
        /** @description The entities that a walk reached, nearest first. */
        MemoryWalk: {
            items: components["schemas"]["MemoryStep"][];
        };
        /** @description The shortest path between two entities. */
        MemoryPath: {
            /**
             * Format: double
             * @description The length of the path, in relations; null if there is none of at most ten.
             */
            hops: number | null;
            /** @description From the first entity to the last, both included; empty if there is no path. */
            items: components["schemas"]["MemoryStep"][];
        };
        /** @description The stored entity, and whether it is new. */
        StoredEntity: {
            /**
             * @description `merged`: added to the entity that already had this name and type.
             * @enum {string}
             */
            outcome: "created" | "merged" | "unchanged";
            entity: components["schemas"]["MemoryEntity"];
        };
        /**
         * @description An entity to remember. If the scope already has an entity of this name and type, the new observations are added to that one.
         * @example {
         *       "name": "Ada",
         *       "type": "person",
         *       "observations": [
         *         "Ada prefers tea to coffee."
         *       ]
         *     }
         */
        StoreEntity: {
            /** @description Makes repeating the request safe: the same id is stored once. */
            id?: components["schemas"]["Uuid"];
            name: components["schemas"]["EntityNameText"];
            type: components["schemas"]["MemoryTypeText"];
            observations: components["schemas"]["ObservationText"][];
            /** @description workspace unless given. */
            scope?: components["schemas"]["MemoryScopeText"];
            /** @description Whose, with scope agent-only. */
            agent?: components["schemas"]["AgentNameText"];
            metadata?: components["schemas"]["AnyObject"];
            pinned?: boolean;
            /**
             * Format: date-time
             * @description A time in RFC 3339, such as 2026-11-23T12:00:00Z; answers are in UTC.
             */
            validFrom?: string | null;
            /**
             * Format: date-time
             * @description A time in RFC 3339, such as 2026-11-23T12:00:00Z; answers are in UTC.
             */
            validTo?: string | null;
        };
        /** @description A page of entities. */
        MemoryEntityPage: {
            items: components["schemas"]["MemoryEntity"][];
            /** @description Null on the last page. */
            nextCursor: string | null;
        };
        /**
         * @description The fields of an entity to change. Earlier values stay visible to reads with an earlier `asOf`.
         * @example {
         *       "pinned": true
         *     }
         */
        ChangeEntity: {
            name?: components["schemas"]["EntityNameText"];
            type?: components["schemas"]["MemoryTypeText"];
            metadata?: components["schemas"]["AnyObject"];
            pinned?: boolean;
            /**
             * Format: date-time
             * @description A time in RFC 3339, such as 2026-11-23T12:00:00Z; answers are in UTC.
             */
            validFrom?: string | null;
            /**
             * Format: date-time
             * @description A time in RFC 3339, such as 2026-11-23T12:00:00Z; answers are in UTC.
             */
            validTo?: string | null;
        };
        /** @description What the score is computed from; a part that played no role is null. docs/memory.md has the formula. */
        MatchParts: {
            /**
             * Format: double
             * @description Cosine similarity of the search and the entity, -1 to 1.
             */
            similarity: number | null;
            /** Format: double */
            semanticRank: number | null;
            /** Format: double */
            keywordRank: number | null;
            /**
             * Format: double
             * @description The share of the search's words, by weight, that the entity has: 0 to 1.
             */
            wordShare: number | null;
            /**
             * Format: double
             * @description From the nearest match by meaning or words; only in a graph search.
             */
            hops: number | null;
            /** @description Null unless it was found along relations. */
            reached: {
                /** @description The match that the walk started from. */
                start: components["schemas"]["Uuid"];
                /**
                 * Format: double
                 * @description The similarity of that match.
                 */
                similarity: number | null;
                /**
                 * Format: double
                 * @description The wordShare of that match.
                 */
                wordShare: number | null;
                /** @description The relation of the last hop. */
                relation: components["schemas"]["Uuid"];
                /** @description The entity that this relation leads from. */
                from: components["schemas"]["Uuid"];
            } | null;
            /**
             * Format: double
             * @description 1 when new or pinned, towards 0 with age.
             */
            freshness: number;
        };
        /** @description An entity that was found. */
        MemoryMatch: {
            entity: components["schemas"]["MemoryEntity"];
            /**
             * Format: double
             * @description 0 to 1; comparable within one answer only.
             */
            score: number;
            parts: components["schemas"]["MatchParts"];
        };
        /** @description The matches, best first. */
        MemoryMatches: {
            items: components["schemas"]["MemoryMatch"][];
        };
        /**
         * @description By meaning, by words, by both, or by both and then along relations.
         * @enum {string}
         */
        SearchModeText: "semantic" | "keyword" | "hybrid" | "graph";
        /**
         * @description A search.
         * @example {
         *       "text": "Which drink does Ada like?",
         *       "limit": 5
         *     }
         */
        SearchMemory: {
            text: string;
            /** @description hybrid unless given. */
            mode?: components["schemas"]["SearchModeText"];
            /**
             * Format: int32
             * @description 10 unless given.
             */
            limit?: number;
            /** @description Only in this scope; in all that the caller may read unless given. */
            scope?: components["schemas"]["MemoryScopeText"];
            /** @description Also search this agent's own memory. */
            agent?: components["schemas"]["AgentNameText"];
            types?: components["schemas"]["MemoryTypeText"][];
            /** @description The entity's metadata must have each of these values under the same name. */
            metadata?: components["schemas"]["AnyObject"];
            /** @description Recorded at or after. */
            since?: components["schemas"]["DateTimeText"];
            /** @description Recorded before. */
            until?: components["schemas"]["DateTimeText"];
            /** @description As it was known at this time; now unless given. */
            asOf?: components["schemas"]["DateTimeText"];
            /** @description As it was true in the world at this time; the time of asOf unless given. */
            validAt?: components["schemas"]["DateTimeText"];
            /** @description The least cosine similarity of matches by meaning; 0 unless given. */
            minSimilarity?: components["schemas"]["ShareNumber"];
        };
        /** @description The contents of one scope. */
        MemoryScopeStatistics: {
            scope: components["schemas"]["MemoryScopeText"];
            /** @description The name of an agent: 1 to 64 letters, digits, `-` and `_`; compared without case. */
            agent: string | null;
            /** Format: double */
            entities: number;
            /** Format: double */
            observations: number;
            /** Format: double */
            relations: number;
        };
        /** @description The contents of the memory, as far as the caller may read it. */
        MemoryStatisticsView: {
            backend: components["schemas"]["ShortText"];
            embeddingModel: components["schemas"]["ShortText"];
            /** Format: double */
            entities: number;
            /** Format: double */
            observations: number;
            /** Format: double */
            relations: number;
            scopes: components["schemas"]["MemoryScopeStatistics"][];
        };
        /** @description Something that was erased. Remove it from backups and other copies, too. */
        MemoryErasure: {
            /** @description Of an observation, which has no id: derived from its entity and time. */
            id: components["schemas"]["Uuid"];
            /** @enum {string} */
            kind: "entity" | "relation" | "observation";
            erasedAt: components["schemas"]["DateTimeText"];
            /** @description Of an observation: its entity; otherwise null. */
            entity: string | null;
            /**
             * Format: date-time
             * @description Of an observation: its recordedAt; otherwise null.
             */
            recordedAt: string | null;
        };
        /** @description A page of erased ids. */
        MemoryErasurePage: {
            items: components["schemas"]["MemoryErasure"][];
            /** @description Null on the last page. */
            nextCursor: string | null;
        };
        /**
         * @description Something that happened.
         * @example {
         *       "seq": 1204,
         *       "time": "2026-11-23T11:58:03.120Z",
         *       "kind": "message.replied",
         *       "agent": "DataAnalyzer",
         *       "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
         *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
         *       "data": {
         *         "performative": "inform"
         *       }
         *     }
         */
        CaxtonEvent: {
            /**
             * Format: int32
             * @description Grows with every event; in a stream it is the event's `id`.
             */
            seq: number;
            time: components["schemas"]["DateTimeText"];
            /** @description Dotted, past tense: `agent.loaded`, `message.received`, `model.answered`, … */
            kind: string;
            /** @description The name of an agent: 1 to 64 letters, digits, `-` and `_`; compared without case. */
            agent: string | null;
            /** @description A UUID such as 6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11. */
            conversationId: string | null;
            traceId: string | null;
            data: components["schemas"]["AnyObject"];
        };
        /** @description A page of events. */
        EventPage: {
            items: components["schemas"]["CaxtonEvent"][];
            /** @description Null on the last page. */
            nextCursor: string | null;
        };
        /**
         * @description The kind of an event, such as message.replied.
         * @example message.replied
         */
        EventKind: string;
        /**
         * @description The `id` of the last event that you have; the stream continues after it.
         * @example 1204
         */
        LastEventId: string;
        /** @enum {string} */
        ConversationStateText: "initiated" | "in-progress" | "completed" | "failed" | "expired";
        /**
         * @description The SHA-256 of an agent's definition, in hexadecimal digits: the identity of a version.
         * @example 3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed
         */
        VersionHashText: string;
        /** @description A participant of a conversation. */
        ConversationParticipant: {
            participant: components["schemas"]["SenderText"];
            /** @description The version of the agent that the conversation started with, and keeps. */
            versionHash: string | null;
        };
        /**
         * @description A conversation.
         * @example {
         *       "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
         *       "protocol": "request-reply",
         *       "state": "completed",
         *       "outcome": "answered",
         *       "error": null,
         *       "initiator": "user:ada",
         *       "staysOpen": false,
         *       "createdAt": "2026-11-23T11:58:00.000Z",
         *       "updatedAt": "2026-11-23T11:58:03.120Z",
         *       "expiresAt": "2026-11-24T11:58:00.000Z",
         *       "participants": [
         *         {
         *           "participant": "user:ada",
         *           "versionHash": null
         *         }
         *       ]
         *     }
         */
        Conversation: {
            id: components["schemas"]["Uuid"];
            protocol: components["schemas"]["ProtocolText"];
            state: components["schemas"]["ConversationStateText"];
            /** @description How a completed conversation ended: `answered`, `informed` or `cancelled`. */
            outcome: string | null;
            /** @description Why a conversation failed. */
            error: {
                code: string;
                message: string;
            } | null;
            initiator: components["schemas"]["SenderText"];
            /** @description Whether it stays open for more exchanges until it expires or is cancelled. */
            staysOpen: boolean;
            createdAt: components["schemas"]["DateTimeText"];
            updatedAt: components["schemas"]["DateTimeText"];
            /**
             * Format: date-time
             * @description A time in RFC 3339, such as 2026-11-23T12:00:00Z; answers are in UTC.
             */
            expiresAt: string | null;
            participants: components["schemas"]["ConversationParticipant"][];
        };
        /**
         * @description A conversation to open. It takes exchanges until it expires or is cancelled.
         * @example {
         *       "protocol": "request-reply",
         *       "expiresAt": "2036-11-23T12:00:00Z"
         *     }
         */
        OpenConversation: {
            /** @description Your own id for the conversation; generated unless given. */
            id?: string | null;
            protocol: components["schemas"]["ProtocolText"];
            /** @description Who opens it: `user:` and the name of your API key unless given. */
            initiator?: string | null;
            /**
             * Format: date-time
             * @description In the future; the server's default life time unless given.
             */
            expiresAt?: string | null;
        };
        /** @description A page of conversations. */
        ConversationPage: {
            items: components["schemas"]["Conversation"][];
            /** @description Null on the last page. */
            nextCursor: string | null;
        };
        /** @enum {string} */
        ApprovalStateText: "pending" | "approved" | "rejected" | "expired" | "cancelled";
        /**
         * @description A tool call that needs or needed a person's decision.
         * @example {
         *       "id": "0d9c4c5e-1f0b-8c6e-9d57-0f0e3f0f5a11",
         *       "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
         *       "messageId": "7a1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a12",
         *       "agent": "Bookkeeper",
         *       "tool": "pay_invoice",
         *       "arguments": {
         *         "invoice": "2026-118",
         *         "amount": 120
         *       },
         *       "state": "pending",
         *       "reason": null,
         *       "decidedBy": null,
         *       "requestedAt": "2026-11-23T11:58:03.120Z",
         *       "expiresAt": "2026-11-24T11:58:03.120Z",
         *       "decidedAt": null
         *     }
         */
        Approval: {
            id: components["schemas"]["Uuid"];
            conversationId: components["schemas"]["Uuid"];
            /** @description The message that the agent is processing. */
            messageId: components["schemas"]["Uuid"];
            agent: components["schemas"]["AgentNameText"];
            tool: string;
            /** @description The arguments of the tool call. */
            arguments: unknown;
            /** @description `expired`: there was no decision in time. `cancelled`: the turn ended before a decision. */
            state: components["schemas"]["ApprovalStateText"];
            /** @description The reason for the decision. */
            reason: string | null;
            /** @description Who sent a message: a kind and a name, such as user:ada, agent:Greeter or service:billing. */
            decidedBy: string | null;
            requestedAt: components["schemas"]["DateTimeText"];
            /** @description Decisions after this time are refused. */
            expiresAt: components["schemas"]["DateTimeText"];
            /**
             * Format: date-time
             * @description When it ceased to be pending.
             */
            decidedAt: string | null;
        };
        /** @description A conversation, with its pending approvals. */
        ConversationDetails: {
            id: components["schemas"]["Uuid"];
            protocol: components["schemas"]["ProtocolText"];
            state: components["schemas"]["ConversationStateText"];
            /** @description How a completed conversation ended: `answered`, `informed` or `cancelled`. */
            outcome: string | null;
            /** @description Why a conversation failed. */
            error: {
                code: string;
                message: string;
            } | null;
            initiator: components["schemas"]["SenderText"];
            /** @description Whether it stays open for more exchanges until it expires or is cancelled. */
            staysOpen: boolean;
            createdAt: components["schemas"]["DateTimeText"];
            updatedAt: components["schemas"]["DateTimeText"];
            /**
             * Format: date-time
             * @description A time in RFC 3339, such as 2026-11-23T12:00:00Z; answers are in UTC.
             */
            expiresAt: string | null;
            participants: components["schemas"]["ConversationParticipant"][];
            /** @description Tool calls that wait for a decision, oldest first. */
            pendingApprovals: components["schemas"]["Approval"][];
        };
        /** @description A page of messages. */
        MessagePage: {
            items: components["schemas"]["Message"][];
            /** @description Null on the last page. */
            nextCursor: string | null;
        };
        /**
         * @description One server-sent event of a stream. Pieces of a model's answer come as `event: token` without an id, with
         *     `conversationId`, `turnId`, `agent` and `text` as data. Lines that begin with `:` are heartbeats.
         * @example {
         *       "id": "1204",
         *       "event": "message.received",
         *       "data": "{\"seq\":1204,\"time\":\"2026-11-23T11:58:03.120Z\",\"kind\":\"message.received\",\"agent\":null,\"conversationId\":null,\"traceId\":null,\"data\":{}}"
         *     }
         */
        StreamedEvent: {
            /** @description The event's `seq`; send the last one in `Last-Event-ID` to continue after it. */
            id?: string;
            /** @description The event's kind, or `token`. */
            event: string;
            /** @description The whole CaxtonEvent as JSON. */
            data: string;
        };
        /**
         * @description A capability and its providers.
         * @example {
         *       "name": "poetry",
         *       "description": "write short poems",
         *       "providers": [
         *         "Haiku"
         *       ]
         *     }
         */
        Capability: {
            name: components["schemas"]["CapabilityText"];
            description: string;
            providers: components["schemas"]["AgentNameText"][];
        };
        /** @description A page of capabilities. */
        CapabilityPage: {
            items: components["schemas"]["Capability"][];
            /** @description Null on the last page. */
            nextCursor: string | null;
        };
        /** @description The score of a provider: each part is 0 to 1, and `total` is their weighted sum. */
        ProviderScore: {
            /** Format: double */
            total: number;
            /** Format: double */
            priority: number;
            /** Format: double */
            health: number;
            /** Format: double */
            load: number;
            /** Format: double */
            latency: number;
            /** Format: double */
            success: number;
        };
        /** @description An agent that provides a capability. */
        CapabilityProvider: {
            agent: components["schemas"]["AgentNameText"];
            version: components["schemas"]["VersionHashText"];
            description: string;
            score: components["schemas"]["ProviderScore"];
        };
        /**
         * @description The providers of a capability, in the order in which routing would choose them.
         * @example {
         *       "name": "data-analysis",
         *       "providers": [
         *         {
         *           "agent": "DataAnalyzer",
         *           "version": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
         *           "description": "analyse data",
         *           "score": {
         *             "total": 0.93,
         *             "priority": 0.5,
         *             "health": 1,
         *             "load": 1,
         *             "latency": 0.9,
         *             "success": 1
         *           }
         *         }
         *       ]
         *     }
         */
        CapabilityDetails: {
            name: components["schemas"]["CapabilityText"];
            providers: components["schemas"]["CapabilityProvider"][];
        };
        /** @description A page of approvals. */
        ApprovalPage: {
            items: components["schemas"]["Approval"][];
            /** @description Null on the last page. */
            nextCursor: string | null;
        };
        /**
         * @description A decision about a pending tool call.
         * @example {
         *       "decision": "reject",
         *       "reason": "That invoice was paid in October."
         *     }
         */
        DecideApproval: {
            /** @enum {string} */
            decision: "approve" | "reject";
            /** @description For the record; the agent is told why a call was rejected. */
            reason?: string | null;
        };
        /**
         * @description The name of a key; messages of its holder come from `user:` and this name.
         * @example ada
         */
        KeyNameText: string;
        /**
         * @description viewer reads; operator also sends and changes agents; admin also manages keys; agent reads, and sends as its agent
         *     only.
         * @enum {string}
         */
        RoleText: "viewer" | "operator" | "admin" | "agent";
        /**
         * @description A new API key with its secret, which is shown only once.
         * @example {
         *       "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
         *       "name": "ada",
         *       "role": "operator",
         *       "agent": null,
         *       "createdAt": "2026-11-23T11:58:00.000Z",
         *       "lastUsedAt": null,
         *       "secret": "caxton_EXAMPLEexampleEXAMPLEexampleEXAMPLEexample0"
         *     }
         */
        CreatedApiKey: {
            id: components["schemas"]["Uuid"];
            name: components["schemas"]["KeyNameText"];
            role: components["schemas"]["RoleText"];
            /** @description The name of an agent: 1 to 64 letters, digits, `-` and `_`; compared without case. */
            agent: string | null;
            createdAt: components["schemas"]["DateTimeText"];
            /**
             * Format: date-time
             * @description A time in RFC 3339, such as 2026-11-23T12:00:00Z; answers are in UTC.
             */
            lastUsedAt: string | null;
            /** @description `caxton_` and 43 characters. Keep it: only its hash is stored. */
            secret: string;
        };
        /**
         * @description An API key to create.
         * @example {
         *       "name": "ada",
         *       "role": "operator"
         *     }
         */
        CreateApiKey: {
            name: components["schemas"]["KeyNameText"];
            role: components["schemas"]["RoleText"];
            /** @description The agent that a key of role `agent` speaks for; for that role only. */
            agent?: string | null;
        };
        /**
         * @description An API key, without its secret.
         * @example {
         *       "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
         *       "name": "ada",
         *       "role": "operator",
         *       "agent": null,
         *       "createdAt": "2026-11-23T11:58:00.000Z",
         *       "lastUsedAt": null
         *     }
         */
        ApiKey: {
            id: components["schemas"]["Uuid"];
            name: components["schemas"]["KeyNameText"];
            role: components["schemas"]["RoleText"];
            /** @description The name of an agent: 1 to 64 letters, digits, `-` and `_`; compared without case. */
            agent: string | null;
            createdAt: components["schemas"]["DateTimeText"];
            /**
             * Format: date-time
             * @description A time in RFC 3339, such as 2026-11-23T12:00:00Z; answers are in UTC.
             */
            lastUsedAt: string | null;
        };
        /** @description A page of API keys. */
        ApiKeyPage: {
            items: components["schemas"]["ApiKey"][];
            /** @description Null on the last page. */
            nextCursor: string | null;
        };
        /** @enum {string} */
        AgentKindText: "config" | "wasm";
        /**
         * @description `loaded`: stored and compiled, its instance is being made. `running`: it takes messages. `draining`: it takes no more and
         *     still has some to answer. `drained`: it has answered all of them.
         * @enum {string}
         */
        AgentStateText: "unloaded" | "loaded" | "running" | "draining" | "drained" | "failed";
        /** @description A capability that an agent offers. */
        CapabilityOffer: {
            name: components["schemas"]["CapabilityText"];
            description: string;
            /** Format: double */
            priority: number;
        };
        /**
         * @description An agent with its whole definition.
         * @example {
         *       "id": "1204",
         *       "workspace": "default",
         *       "name": "Haiku",
         *       "kind": "config",
         *       "state": "running",
         *       "failure": null,
         *       "origin": "api",
         *       "file": null,
         *       "activeVersion": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
         *       "version": "1.0.0",
         *       "description": "Writes haiku about anything",
         *       "capabilities": [
         *         {
         *           "name": "poetry",
         *           "description": "write short poems",
         *           "priority": 0
         *         }
         *       ],
         *       "createdAt": "2026-11-23T11:58:00.000Z",
         *       "updatedAt": "2026-11-23T11:58:00.000Z",
         *       "definition": {
         *         "name": "Haiku",
         *         "systemPrompt": "You write haiku. Answer with the poem alone."
         *       },
         *       "source": "---\nname: Haiku\n---\nYou write haiku. Answer with the poem alone.\n",
         *       "warnings": []
         *     }
         */
        AgentDetails: {
            /** @description A whole number from 1 to 2^64 - 1, as text. */
            id: string;
            workspace: string;
            name: components["schemas"]["AgentNameText"];
            kind: components["schemas"]["AgentKindText"];
            state: components["schemas"]["AgentStateText"];
            /** @description Why the agent is in the state `failed`. */
            failure: string | null;
            /**
             * @description `file` agents are managed by their file; `api` agents through the API.
             * @enum {string}
             */
            origin: "file" | "api";
            file: string | null;
            activeVersion: components["schemas"]["VersionHashText"];
            /** @description Semantic version, for people. */
            version: string;
            description: string;
            capabilities: components["schemas"]["CapabilityOffer"][];
            createdAt: components["schemas"]["DateTimeText"];
            updatedAt: components["schemas"]["DateTimeText"];
            /** @description The parsed definition, with every default filled in. */
            definition: components["schemas"]["AnyObject"];
            /** @description The agent file as it was written. */
            source: string;
            /** @description Warnings of the parser, if this request stored the version; else empty. */
            warnings: components["schemas"]["ProblemError"][];
        };
        /**
         * @description A module with the plain ABI, a component, or an Extism plug-in (which only a tool can be).
         * @enum {string}
         */
        AbiText: "core" | "component" | "extism";
        /** @description A capability that an agent offers. */
        CapabilityOfferBody: {
            name: components["schemas"]["CapabilityText"];
            /** @description What it is for. */
            description?: string;
            /**
             * Format: double
             * @description Higher is preferred; 0 unless given.
             */
            priority?: number;
        };
        /**
         * @description An agent's definition in JSON: the keys of an agent file in camelCase.
         * @example {
         *       "name": "Haiku",
         *       "description": "Writes haiku about anything",
         *       "capabilities": [
         *         {
         *           "name": "poetry",
         *           "description": "write short poems"
         *         }
         *       ],
         *       "systemPrompt": "You write haiku. Answer with the poem alone."
         *     }
         */
        AgentDefinitionBody: {
            name: components["schemas"]["AgentNameText"];
            /** @description `wasm` where there is a `module`, else `config`. */
            kind?: components["schemas"]["AgentKindText"];
            /** @description Of a WASM agent: the name of the uploaded module, or `sha256:` and the hash of a stored one. */
            module?: string;
            /** @description Of a WASM agent: what the module must be; detected unless given. */
            abi?: components["schemas"]["AbiText"];
            /** @description Of a WASM agent: WebAssembly features beyond the default policy. */
            features?: string[];
            /** @description Of a WASM agent: `maxMemory`, `maxCpu`, `maxExecutionTime`, `maxMessageSize`, for one message. */
            resources?: components["schemas"]["AnyObject"];
            /** @description Semantic version, for people. */
            version?: string;
            /** @description What the agent is for. */
            description?: string;
            /** @description The agent's own name unless given. */
            capabilities?: components["schemas"]["CapabilityOfferBody"][];
            /** @description The tools that the agent may call. */
            tools?: string[];
            model?: string;
            /** @description `provider`, `temperature`, `maxTokens`, `timeout`, `responseFormat`. */
            llm?: components["schemas"]["AnyObject"];
            /** @description `enabled`, `scope`, `autoStore`, `searchLimit`, `minSimilarity`, `maxTokens`. */
            memory?: components["schemas"]["AnyObject"];
            /** @description Values for the templates. */
            parameters?: components["schemas"]["AnyObject"];
            systemPrompt?: string;
            userPromptTemplate?: string;
            /** @description `maxTurns`, `maxToolCalls`, `maxTokens`, `maxCostUsd`, `timeout`, `maxMessageSize`. */
            limits?: components["schemas"]["AnyObject"];
            /** @description Tools whose calls need a person's approval. */
            approval?: string[];
            /** @description `cron` or `every`, and the `message` to send. */
            schedule?: components["schemas"]["AnyObject"];
            /** @description `strategy` and its settings. */
            deployment?: components["schemas"]["AnyObject"];
            /** @description Requests with expected properties of the reply. */
            examples?: components["schemas"]["AnyObject"][];
        };
        /**
         * @description An agent.
         * @example {
         *       "id": "1204",
         *       "workspace": "default",
         *       "name": "DataAnalyzer",
         *       "kind": "config",
         *       "state": "running",
         *       "failure": null,
         *       "origin": "file",
         *       "file": "data-analyzer.md",
         *       "activeVersion": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
         *       "version": "1.0.0",
         *       "description": "Analyses data",
         *       "capabilities": [
         *         {
         *           "name": "data-analysis",
         *           "description": "analyse data",
         *           "priority": 0
         *         }
         *       ],
         *       "createdAt": "2026-11-23T11:58:00.000Z",
         *       "updatedAt": "2026-11-23T11:58:00.000Z"
         *     }
         */
        Agent: {
            /** @description A whole number from 1 to 2^64 - 1, as text. */
            id: string;
            workspace: string;
            name: components["schemas"]["AgentNameText"];
            kind: components["schemas"]["AgentKindText"];
            state: components["schemas"]["AgentStateText"];
            /** @description Why the agent is in the state `failed`. */
            failure: string | null;
            /**
             * @description `file` agents are managed by their file; `api` agents through the API.
             * @enum {string}
             */
            origin: "file" | "api";
            file: string | null;
            activeVersion: components["schemas"]["VersionHashText"];
            /** @description Semantic version, for people. */
            version: string;
            description: string;
            capabilities: components["schemas"]["CapabilityOffer"][];
            createdAt: components["schemas"]["DateTimeText"];
            updatedAt: components["schemas"]["DateTimeText"];
        };
        /** @description A page of agents. */
        AgentPage: {
            items: components["schemas"]["Agent"][];
            /** @description Null on the last page. */
            nextCursor: string | null;
        };
        /**
         * @description The name of a workspace.
         * @example default
         */
        WorkspaceText: string;
        /**
         * @description An agent definition that could be stored.
         * @example {
         *       "name": "Haiku",
         *       "hash": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
         *       "capabilities": [
         *         {
         *           "name": "poetry",
         *           "description": "write short poems",
         *           "priority": 0
         *         }
         *       ],
         *       "warnings": []
         *     }
         */
        ValidAgent: {
            name: components["schemas"]["AgentNameText"];
            /** @description The version hash that it would get. */
            hash: components["schemas"]["VersionHashText"];
            capabilities: components["schemas"]["CapabilityOffer"][];
            warnings: components["schemas"]["ProblemError"][];
        };
        /**
         * @description An immutable version of an agent.
         * @example {
         *       "hash": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
         *       "version": "1.0.0",
         *       "description": "Writes haiku about anything",
         *       "active": true,
         *       "createdAt": "2026-11-23T11:58:00.000Z"
         *     }
         */
        AgentVersion: {
            hash: components["schemas"]["VersionHashText"];
            /** @description Semantic version, for people. */
            version: string;
            description: string;
            /** @description Whether new conversations get this version. */
            active: boolean;
            createdAt: components["schemas"]["DateTimeText"];
        };
        /** @description A page of versions. */
        AgentVersionPage: {
            items: components["schemas"]["AgentVersion"][];
            /** @description Null on the last page. */
            nextCursor: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: {
        /**
         * @description The trace of this request (W3C Trace Context)
         * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
         */
        traceparent: string;
        /**
         * @description Identifies the request in the server's log
         * @example 6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11
         */
        "X-Request-Id": string;
        /**
         * @description The version, for `If-Match`
         * @example "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed"
         */
        ETag: string;
        /**
         * @description The address of the new resource
         * @example /api/v1/messages/8c0f6a57-1f5b-4f0e-9a39-3f6d0b0b7c11
         */
        Location: string;
        /**
         * @description Seconds to wait before trying again
         * @example 1
         */
        "Retry-After": string;
        /**
         * @description The authentication scheme
         * @example Bearer realm="caxton"
         */
        "WWW-Authenticate": string;
        /**
         * @description The longest time that the server waits
         * @example wait=10
         */
        "Preference-Applied": string;
        /**
         * @description `true` if this repeats the answer to an earlier request with the same key
         * @example true
         */
        "Idempotency-Replayed": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listTools: {
        parameters: {
            query?: {
                limit?: components["schemas"]["PageLimit"];
                cursor?: components["schemas"]["PageCursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ToolPage"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createTool: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeating the request safe */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "manifest": "{\"name\":\"weather\",\"description\":\"Tells the weather of a place\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"place\":{\"type\":\"string\"}},\"required\":[\"place\"]},\"grants\":{\"network\":[{\"host\":\"api.weather.example\"}]}}",
                 *       "module": "(the bytes of weather.wasm)"
                 *     }
                 */
                "multipart/form-data": {
                    /** @description The manifest, in JSON. */
                    manifest: string;
                    /**
                     * Format: binary
                     * @description The WebAssembly module.
                     */
                    module: string;
                };
            };
        };
        responses: {
            /** @description The tool was added */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "text_stats",
                     *       "origin": "built-in",
                     *       "sandboxed": true,
                     *       "description": "Counts characters, words and sentences of a text",
                     *       "inputSchema": {
                     *         "type": "object",
                     *         "properties": {
                     *           "text": {
                     *             "type": "string"
                     *           }
                     *         },
                     *         "required": [
                     *           "text"
                     *         ]
                     *       },
                     *       "outputSchema": null,
                     *       "idempotent": true,
                     *       "timeoutMs": 10000,
                     *       "manifest": null
                     *     }
                     */
                    "application/json": components["schemas"]["Tool"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is a tool of that name, or the Idempotency-Key was used for another request */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:conversation.finished",
                     *       "title": "The conversation is finished",
                     *       "status": 409,
                     *       "detail": "The conversation is completed; it takes no further message.",
                     *       "code": "conversation.finished",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tool's name */
                name: components["schemas"]["ToolNameText"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "text_stats",
                     *       "origin": "built-in",
                     *       "sandboxed": true,
                     *       "description": "Counts characters, words and sentences of a text",
                     *       "inputSchema": {
                     *         "type": "object",
                     *         "properties": {
                     *           "text": {
                     *             "type": "string"
                     *           }
                     *         },
                     *         "required": [
                     *           "text"
                     *         ]
                     *       },
                     *       "outputSchema": null,
                     *       "idempotent": true,
                     *       "timeoutMs": 10000,
                     *       "manifest": null
                     *     }
                     */
                    "application/json": components["schemas"]["Tool"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such tool */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:agent.not_found",
                     *       "title": "Agent not found",
                     *       "status": 404,
                     *       "detail": "There is no agent called “Greter”.",
                     *       "code": "agent.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tool's name */
                name: components["schemas"]["ToolNameText"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tool was deleted */
            204: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such tool */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:agent.not_found",
                     *       "title": "Agent not found",
                     *       "status": 404,
                     *       "detail": "There is no agent called “Greter”.",
                     *       "code": "agent.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    callTool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tool's name */
                name: components["schemas"]["ToolNameText"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "arguments": {
                 *         "text": "How many words are these?"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ToolCall"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "value": {
                     *         "words": 5
                     *       },
                     *       "durationMs": 3,
                     *       "audit": {
                     *         "fuel": 20113,
                     *         "grants": []
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ToolCallResult"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such tool */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:agent.not_found",
                     *       "title": "Agent not found",
                     *       "status": 404,
                     *       "detail": "There is no agent called “Greter”.",
                     *       "code": "agent.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The tool failed */
            502: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 502,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The tool took too long */
            504: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 504,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listToolServers: {
        parameters: {
            query?: {
                limit?: components["schemas"]["PageLimit"];
                cursor?: components["schemas"]["PageCursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ToolServerPage"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refreshToolServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The server's name in the configuration */
                name: components["schemas"]["ToolServerName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "tracker",
                     *       "transport": "http",
                     *       "address": "https://tracker.example/mcp",
                     *       "state": "ready",
                     *       "since": "2026-11-23T12:00:00.000Z",
                     *       "error": null,
                     *       "tools": [
                     *         "tracker__search_issues"
                     *       ],
                     *       "refused": [],
                     *       "missing": [],
                     *       "truncated": false,
                     *       "protocolVersion": "2026-07-28"
                     *     }
                     */
                    "application/json": components["schemas"]["ToolServer"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The configuration names no such server */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:agent.not_found",
                     *       "title": "Agent not found",
                     *       "status": 404,
                     *       "detail": "There is no agent called “Greter”.",
                     *       "code": "agent.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ready": true,
                     *       "failing": [],
                     *       "parts": [
                     *         {
                     *           "name": "database",
                     *           "ready": true,
                     *           "detail": "answers"
                     *         }
                     *       ],
                     *       "llm": {
                     *         "provider": "offline",
                     *         "isLanguageModel": false,
                     *         "model": "offline"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A component does not answer; `failing` names it */
            503: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ready": true,
                     *       "failing": [],
                     *       "parts": [
                     *         {
                     *           "name": "database",
                     *           "ready": true,
                     *           "detail": "answers"
                     *         }
                     *       ],
                     *       "llm": {
                     *         "provider": "offline",
                     *         "isLanguageModel": false,
                     *         "model": "offline"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    sendMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Whether to wait for the replies */
                Prefer?: components["schemas"]["Prefer"];
                /** @description Makes repeating the request safe */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "performative": "request",
                 *       "targetCapability": "data-analysis",
                 *       "content": {
                 *         "request": "How many rows has sales.csv?"
                 *       },
                 *       "replyWith": "q1",
                 *       "protocol": "request-reply",
                 *       "language": "en"
                 *     }
                 */
                "application/json": components["schemas"]["SendMessage"];
            };
        };
        responses: {
            /** @description The message was accepted, and these are the replies */
            200: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "messageId": "8c0f6a57-1f5b-4f0e-9a39-3f6d0b0b7c11",
                     *       "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "deliveredTo": [
                     *         "DataAnalyzer"
                     *       ],
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "replies": null
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedMessage"];
                };
            };
            /** @description The message was accepted */
            202: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "messageId": "8c0f6a57-1f5b-4f0e-9a39-3f6d0b0b7c11",
                     *       "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "deliveredTo": [
                     *         "DataAnalyzer"
                     *       ],
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "replies": null
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedMessage"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No agent provides the capability, or there is no such agent */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:message.not_found",
                     *       "title": "Message not found",
                     *       "status": 404,
                     *       "detail": "There is no message with that id.",
                     *       "code": "message.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The message id is taken, the conversation is finished, its protocol does not allow the message, or the Idempotency-Key was used for another request */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:conversation.finished",
                     *       "title": "The conversation is finished",
                     *       "status": 409,
                     *       "detail": "The conversation is completed; it takes no further message.",
                     *       "code": "conversation.finished",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sendBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Whether to wait for the replies */
                Prefer?: components["schemas"]["Prefer"];
                /** @description Makes repeating the request safe */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example [
                 *       {
                 *         "performative": "request",
                 *         "targetCapability": "data-analysis",
                 *         "content": {
                 *           "request": "How many rows has sales.csv?"
                 *         },
                 *         "replyWith": "q1",
                 *         "protocol": "request-reply",
                 *         "language": "en"
                 *       },
                 *       {
                 *         "performative": "request",
                 *         "targetCapability": "data-analysis",
                 *         "content": "How are you?",
                 *         "replyWith": "q1",
                 *         "protocol": "request-reply",
                 *         "language": "en"
                 *       }
                 *     ]
                 */
                "application/json": components["schemas"]["SendMessage"][];
                /**
                 * @example {"performative":"request","targetCapability":"data-analysis","content":{"request":"How many rows has sales.csv?"},"replyWith":"q1","protocol":"request-reply","language":"en"}
                 *     {"performative":"request","targetCapability":"data-analysis","content":"How are you?","replyWith":"q1","protocol":"request-reply","language":"en"}
                 */
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description The batch was accepted, and these are the replies */
            200: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "batchId": "8c0f6a57-1f5b-4f0e-9a39-3f6d0b000000",
                     *       "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "deliveredTo": "WordCount",
                     *       "size": 2,
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "replies": [
                     *         {
                     *           "performative": "inform",
                     *           "content": {
                     *             "words": 4
                     *           }
                     *         },
                     *         {
                     *           "performative": "inform",
                     *           "content": {
                     *             "words": 7
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedBatch"];
                };
            };
            /** @description The batch was accepted */
            202: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "batchId": "8c0f6a57-1f5b-4f0e-9a39-3f6d0b000000",
                     *       "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "deliveredTo": "WordCount",
                     *       "size": 2,
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "replies": [
                     *         {
                     *           "performative": "inform",
                     *           "content": {
                     *             "words": 4
                     *           }
                     *         },
                     *         {
                     *           "performative": "inform",
                     *           "content": {
                     *             "words": 7
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedBatch"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No agent provides the capability, or there is no such agent */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:message.not_found",
                     *       "title": "Message not found",
                     *       "status": 404,
                     *       "detail": "There is no message with that id.",
                     *       "code": "message.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The conversation does not take the messages, or the Idempotency-Key was used for another request */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:conversation.finished",
                     *       "title": "The conversation is finished",
                     *       "status": 409,
                     *       "detail": "The conversation is completed; it takes no further message.",
                     *       "code": "conversation.finished",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The batch's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "batchId": "8c0f6a57-1f5b-4f0e-9a39-3f6d0b000000",
                     *       "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "deliveredTo": "WordCount",
                     *       "size": 1,
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "status": "settled",
                     *       "replies": [
                     *         {
                     *           "performative": "inform",
                     *           "content": {
                     *             "words": 4
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such batch */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:message.not_found",
                     *       "title": "Message not found",
                     *       "status": 404,
                     *       "detail": "There is no message with that id.",
                     *       "code": "message.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The message's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0b4e9f57-3c0b-4f6e-8f43-5c7a4c1c9d21",
                     *       "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "performative": "inform",
                     *       "sender": "agent:DataAnalyzer",
                     *       "receivers": [],
                     *       "targetCapability": null,
                     *       "replyTo": null,
                     *       "content": "sales.csv has 1,204 rows.",
                     *       "language": "en",
                     *       "encoding": null,
                     *       "ontology": null,
                     *       "protocol": "request-reply",
                     *       "replyWith": null,
                     *       "inReplyTo": "q1",
                     *       "replyBy": null,
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "spanId": "00f067aa0ba902b7",
                     *       "timestamp": "2026-11-23T11:58:03.120Z",
                     *       "status": "settled",
                     *       "answers": "8c0f6a57-1f5b-4f0e-9a39-3f6d0b0b7c11"
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such message */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:message.not_found",
                     *       "title": "Message not found",
                     *       "status": 404,
                     *       "detail": "There is no message with that id.",
                     *       "code": "message.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRelations: {
        parameters: {
            query?: {
                /** @description Only in this scope */
                scope?: components["schemas"]["MemoryScopeText"];
                /** @description Also list this agent's own memory */
                agent?: components["schemas"]["AgentNameText"];
                /** @description Only those that lead from this entity */
                from?: components["schemas"]["Uuid"];
                /** @description Only those that lead to this entity */
                to?: components["schemas"]["Uuid"];
                /** @description Only of this type; may be repeated */
                type?: components["schemas"]["MemoryTypeText"][];
                /** @description As it was known at this time; now unless given */
                asOf?: components["schemas"]["DateTimeText"];
                /** @description As it was true in the world at this time; the time of asOf unless given */
                validAt?: components["schemas"]["DateTimeText"];
                limit?: components["schemas"]["PageLimit"];
                cursor?: components["schemas"]["PageCursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "scope": "agent-only",
                     *           "agent": "DataAnalyzer",
                     *           "from": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "to": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "type": "text",
                     *           "strength": 1,
                     *           "confidence": 1,
                     *           "directed": true,
                     *           "metadata": {},
                     *           "provenance": {
                     *             "agent": "DataAnalyzer",
                     *             "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "source": null
                     *           },
                     *           "validFrom": "2026-11-23T12:00:00.000Z",
                     *           "validTo": "2026-11-23T12:00:00.000Z",
                     *           "recordedAt": "2026-11-23T12:00:00.000Z",
                     *           "invalidatedAt": "2026-11-23T12:00:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryRelationPage"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    storeRelation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeating the request safe */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                 *       "to": "7a1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a12",
                 *       "type": "works_at"
                 *     }
                 */
                "application/json": components["schemas"]["StoreRelation"];
            };
        };
        responses: {
            /** @description It is stored */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "scope": "agent-only",
                     *       "agent": "DataAnalyzer",
                     *       "from": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "to": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "type": "text",
                     *       "strength": 1,
                     *       "confidence": 1,
                     *       "directed": true,
                     *       "metadata": {},
                     *       "provenance": {
                     *         "agent": "DataAnalyzer",
                     *         "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *         "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *         "source": null
                     *       },
                     *       "validFrom": "2026-11-23T12:00:00.000Z",
                     *       "validTo": "2026-11-23T12:00:00.000Z",
                     *       "recordedAt": "2026-11-23T12:00:00.000Z",
                     *       "invalidatedAt": "2026-11-23T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryRelation"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description One of the entities does not exist, or the caller may not read it */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.not_found",
                     *       "title": "Memory not found",
                     *       "status": 404,
                     *       "detail": "There is no such entity that you may read.",
                     *       "code": "memory.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used for another request */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.quota_exceeded",
                     *       "title": "Memory quota exceeded",
                     *       "status": 409,
                     *       "detail": "The workspace's memory is full.",
                     *       "code": "memory.quota_exceeded",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRelation: {
        parameters: {
            query?: {
                /** @description As it was known at this time; now unless given */
                asOf?: components["schemas"]["DateTimeText"];
                /** @description As it was true in the world at this time; the time of asOf unless given */
                validAt?: components["schemas"]["DateTimeText"];
            };
            header?: never;
            path: {
                /** @description The relation's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "scope": "agent-only",
                     *       "agent": "DataAnalyzer",
                     *       "from": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "to": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "type": "text",
                     *       "strength": 1,
                     *       "confidence": 1,
                     *       "directed": true,
                     *       "metadata": {},
                     *       "provenance": {
                     *         "agent": "DataAnalyzer",
                     *         "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *         "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *         "source": null
                     *       },
                     *       "validFrom": "2026-11-23T12:00:00.000Z",
                     *       "validTo": "2026-11-23T12:00:00.000Z",
                     *       "recordedAt": "2026-11-23T12:00:00.000Z",
                     *       "invalidatedAt": "2026-11-23T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryRelation"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such relation that the caller may read */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.not_found",
                     *       "title": "Memory not found",
                     *       "status": 404,
                     *       "detail": "There is no such entity that you may read.",
                     *       "code": "memory.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteRelation: {
        parameters: {
            query?: {
                /** @description Erase it; false unless given */
                erase?: components["schemas"]["FlagText"];
            };
            header?: {
                /** @description Do it only if the relation's ETag is this one */
                "If-Match"?: components["schemas"]["IfMatch"];
            };
            path: {
                /** @description The relation's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is forgotten or erased */
            204: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such relation that the caller may change */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.not_found",
                     *       "title": "Memory not found",
                     *       "status": 404,
                     *       "detail": "There is no such entity that you may read.",
                     *       "code": "memory.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relation has changed: its ETag is not the one in If-Match */
            412: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.precondition_failed",
                     *       "title": "Precondition failed",
                     *       "status": 412,
                     *       "detail": "The entity has changed since it was read.",
                     *       "code": "request.precondition_failed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeRelation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only if its ETag is this one */
                "If-Match"?: components["schemas"]["IfMatch"];
            };
            path: {
                /** @description The relation's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "strength": 0.4,
                 *       "validTo": "2026-10-01T00:00:00.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["ChangeRelation"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "scope": "agent-only",
                     *       "agent": "DataAnalyzer",
                     *       "from": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "to": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "type": "text",
                     *       "strength": 1,
                     *       "confidence": 1,
                     *       "directed": true,
                     *       "metadata": {},
                     *       "provenance": {
                     *         "agent": "DataAnalyzer",
                     *         "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *         "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *         "source": null
                     *       },
                     *       "validFrom": "2026-11-23T12:00:00.000Z",
                     *       "validTo": "2026-11-23T12:00:00.000Z",
                     *       "recordedAt": "2026-11-23T12:00:00.000Z",
                     *       "invalidatedAt": "2026-11-23T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryRelation"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such relation that the caller may change */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.not_found",
                     *       "title": "Memory not found",
                     *       "status": 404,
                     *       "detail": "There is no such entity that you may read.",
                     *       "code": "memory.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Another relation of the type between the two holds in a part of that period */
            409: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.quota_exceeded",
                     *       "title": "Memory quota exceeded",
                     *       "status": 409,
                     *       "detail": "The workspace's memory is full.",
                     *       "code": "memory.quota_exceeded",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relation has changed: its ETag is not the one in If-Match */
            412: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.precondition_failed",
                     *       "title": "Precondition failed",
                     *       "status": 412,
                     *       "detail": "The entity has changed since it was read.",
                     *       "code": "request.precondition_failed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportMemory: {
        parameters: {
            query?: {
                /** @description One JSON document, or JSON Lines; json unless given */
                format?: components["schemas"]["ExportFormatText"];
                /** @description Only this scope */
                scope?: components["schemas"]["MemoryScopeText"];
                /** @description Whose, with scope agent-only */
                agent?: components["schemas"]["AgentNameText"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The memory */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "version": "1.0",
                     *       "entities": [
                     *         {
                     *           "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "place": "workspace:default",
                     *           "name": "Ada",
                     *           "type": "person",
                     *           "observations": [
                     *             "Ada prefers tea to coffee."
                     *           ]
                     *         }
                     *       ],
                     *       "relations": []
                     *     }
                     */
                    "application/json": Record<string, never>;
                    /** @example {"kind":"entity","id":"6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11","place":"workspace:default","name":"Ada","type":"person","observations":["Ada prefers tea to coffee."]} */
                    "application/x-ndjson": string;
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkMemory: {
        parameters: {
            query?: {
                /** @description Makes anew what can be; false unless given */
                mend?: components["schemas"]["FlagText"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "what": "text",
                     *           "count": 1,
                     *           "mended": true
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryFindings"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importMemory: {
        parameters: {
            query?: {
                /** @description What to do with what is there by id or by name; merge unless given */
                rule?: components["schemas"]["ConflictRuleText"];
                /**
                 * @description Other parts follow: with the rule replace, entities whose names others have are listed in `waiting`; false
                 *     unless given
                 */
                partial?: components["schemas"]["FlagText"];
                /** @description Where entities go that name no place of their own; workspace unless given */
                scope?: components["schemas"]["MemoryScopeText"];
                /** @description Whose, with scope agent-only */
                agent?: components["schemas"]["AgentNameText"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": "1.0",
                 *       "entities": [
                 *         {
                 *           "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                 *           "place": "workspace:default",
                 *           "name": "Ada",
                 *           "type": "person",
                 *           "observations": [
                 *             "Ada prefers tea to coffee."
                 *           ]
                 *         }
                 *       ],
                 *       "relations": []
                 *     }
                 */
                "application/json": Record<string, never>;
                /** @example {"kind":"entity","id":"6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11","place":"workspace:default","name":"Ada","type":"person","observations":["Ada prefers tea to coffee."]} */
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created": 1,
                     *       "merged": 1,
                     *       "skipped": 1,
                     *       "relations": 1,
                     *       "relationsLeftOut": {
                     *         "count": 1,
                     *         "ids": [
                     *           "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11"
                     *         ]
                     *       },
                     *       "joined": {},
                     *       "waiting": {}
                     *     }
                     */
                    "application/json": components["schemas"]["ImportedMemory"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something is there already and the rule is fail, or a name cannot be given */
            409: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.quota_exceeded",
                     *       "title": "Memory quota exceeded",
                     *       "status": 409,
                     *       "detail": "The workspace's memory is full.",
                     *       "code": "memory.quota_exceeded",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    findImportConflicts: {
        parameters: {
            query?: {
                /** @description Where entities go that name no place of their own; workspace unless given */
                scope?: components["schemas"]["MemoryScopeText"];
                /** @description Whose, with scope agent-only */
                agent?: components["schemas"]["AgentNameText"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": "1.0",
                 *       "entities": [
                 *         {
                 *           "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                 *           "place": "workspace:default",
                 *           "name": "Ada",
                 *           "type": "person",
                 *           "observations": [
                 *             "Ada prefers tea to coffee."
                 *           ]
                 *         }
                 *       ],
                 *       "relations": []
                 *     }
                 */
                "application/json": Record<string, never>;
                /** @example {"kind":"entity","id":"6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11","place":"workspace:default","name":"Ada","type":"person","observations":["Ada prefers tea to coffee."]} */
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ids": [
                     *         "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ImportConflicts"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeObservations: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeating the request safe */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
                /** @description Change it only if the entity's ETag is this one */
                "If-Match"?: components["schemas"]["IfMatch"];
            };
            path: {
                /** @description The entity's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "add": [
                 *         "Ada lives in Paris."
                 *       ],
                 *       "remove": [
                 *         "Ada lives in Berlin."
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ChangeObservations"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    ETag: components["headers"]["ETag"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "scope": "agent-only",
                     *       "agent": "DataAnalyzer",
                     *       "name": "text",
                     *       "type": "text",
                     *       "observations": [
                     *         {
                     *           "text": "text",
                     *           "recordedAt": "2026-11-23T12:00:00.000Z",
                     *           "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *           "provenance": {
                     *             "agent": "DataAnalyzer",
                     *             "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "source": null
                     *           },
                     *           "mergedFrom": {
                     *             "entity": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "at": "2026-11-23T12:00:00.000Z"
                     *           }
                     *         }
                     *       ],
                     *       "metadata": {},
                     *       "pinned": true,
                     *       "provenance": {
                     *         "agent": "DataAnalyzer",
                     *         "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *         "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *         "source": null
                     *       },
                     *       "validFrom": "2026-11-23T12:00:00.000Z",
                     *       "validTo": "2026-11-23T12:00:00.000Z",
                     *       "recordedAt": "2026-11-23T12:00:00.000Z",
                     *       "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *       "mergedInto": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11"
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryEntity"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such entity that the caller may change */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.not_found",
                     *       "title": "Memory not found",
                     *       "status": 404,
                     *       "detail": "There is no such entity that you may read.",
                     *       "code": "memory.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The scope's memory is full, or the Idempotency-Key was used for another request */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.quota_exceeded",
                     *       "title": "Memory quota exceeded",
                     *       "status": 409,
                     *       "detail": "The workspace's memory is full.",
                     *       "code": "memory.quota_exceeded",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The entity has changed: its ETag is not the one in If-Match */
            412: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.precondition_failed",
                     *       "title": "Precondition failed",
                     *       "status": 412,
                     *       "detail": "The entity has changed since it was read.",
                     *       "code": "request.precondition_failed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    eraseObservations: {
        parameters: {
            query?: never;
            header?: {
                /** @description Erase them only if the entity's ETag is this one */
                "If-Match"?: components["schemas"]["IfMatch"];
            };
            path: {
                /** @description The entity's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "texts": [
                 *         "Ada lives in Berlin."
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["EraseObservations"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "scope": "agent-only",
                     *       "agent": "DataAnalyzer",
                     *       "name": "text",
                     *       "type": "text",
                     *       "observations": [
                     *         {
                     *           "text": "text",
                     *           "recordedAt": "2026-11-23T12:00:00.000Z",
                     *           "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *           "provenance": {
                     *             "agent": "DataAnalyzer",
                     *             "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "source": null
                     *           },
                     *           "mergedFrom": {
                     *             "entity": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "at": "2026-11-23T12:00:00.000Z"
                     *           }
                     *         }
                     *       ],
                     *       "metadata": {},
                     *       "pinned": true,
                     *       "provenance": {
                     *         "agent": "DataAnalyzer",
                     *         "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *         "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *         "source": null
                     *       },
                     *       "validFrom": "2026-11-23T12:00:00.000Z",
                     *       "validTo": "2026-11-23T12:00:00.000Z",
                     *       "recordedAt": "2026-11-23T12:00:00.000Z",
                     *       "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *       "mergedInto": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11"
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryEntity"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such entity that the caller may change, or it has none of these observations */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.not_found",
                     *       "title": "Memory not found",
                     *       "status": 404,
                     *       "detail": "There is no such entity that you may read.",
                     *       "code": "memory.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The entity has changed: its ETag is not the one in If-Match */
            412: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.precondition_failed",
                     *       "title": "Precondition failed",
                     *       "status": 412,
                     *       "detail": "The entity has changed since it was read.",
                     *       "code": "request.precondition_failed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMerges: {
        parameters: {
            query?: {
                /** @description Only in this scope */
                scope?: components["schemas"]["MemoryScopeText"];
                /** @description Also in this agent's own memory */
                agent?: components["schemas"]["AgentNameText"];
                limit?: components["schemas"]["PageLimit"];
                cursor?: components["schemas"]["PageCursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "scope": "agent-only",
                     *           "agent": "DataAnalyzer",
                     *           "into": {
                     *             "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "name": "Ada Lovelace",
                     *             "type": "person"
                     *           },
                     *           "others": [
                     *             {
                     *               "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "name": "Ada Lovelace",
                     *               "type": "person"
                     *             }
                     *           ],
                     *           "mergedAt": "2026-11-23T12:00:00.000Z",
                     *           "undoneAt": "2026-11-23T12:00:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryMergePage"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mergeEntities: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeating the request safe */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "into": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                 *       "others": [
                 *         "7a1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a12"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["MergeEntities"];
            };
        };
        responses: {
            /** @description They are merged */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "entity": {
                     *         "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *         "scope": "agent-only",
                     *         "agent": "DataAnalyzer",
                     *         "name": "text",
                     *         "type": "text",
                     *         "observations": [
                     *           {
                     *             "text": "text",
                     *             "recordedAt": "2026-11-23T12:00:00.000Z",
                     *             "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *             "provenance": {
                     *               "agent": "DataAnalyzer",
                     *               "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "source": null
                     *             },
                     *             "mergedFrom": {
                     *               "entity": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "at": "2026-11-23T12:00:00.000Z"
                     *             }
                     *           }
                     *         ],
                     *         "metadata": {},
                     *         "pinned": true,
                     *         "provenance": {
                     *           "agent": "DataAnalyzer",
                     *           "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "source": null
                     *         },
                     *         "validFrom": "2026-11-23T12:00:00.000Z",
                     *         "validTo": "2026-11-23T12:00:00.000Z",
                     *         "recordedAt": "2026-11-23T12:00:00.000Z",
                     *         "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *         "mergedInto": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryMerge"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description One of the entities does not exist, or the caller may not change it */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.not_found",
                     *       "title": "Memory not found",
                     *       "status": 404,
                     *       "detail": "There is no such entity that you may read.",
                     *       "code": "memory.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The scope's memory is full, or the Idempotency-Key was used for another request */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.quota_exceeded",
                     *       "title": "Memory quota exceeded",
                     *       "status": 409,
                     *       "detail": "The workspace's memory is full.",
                     *       "code": "memory.quota_exceeded",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMerge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The merge's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "scope": "agent-only",
                     *       "agent": "DataAnalyzer",
                     *       "into": {
                     *         "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *         "name": "Ada Lovelace",
                     *         "type": "person"
                     *       },
                     *       "others": [
                     *         {
                     *           "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "name": "Ada Lovelace",
                     *           "type": "person"
                     *         }
                     *       ],
                     *       "mergedAt": "2026-11-23T12:00:00.000Z",
                     *       "undoneAt": "2026-11-23T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryMergeView"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such merge that the caller may read */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.not_found",
                     *       "title": "Memory not found",
                     *       "status": 404,
                     *       "detail": "There is no such entity that you may read.",
                     *       "code": "memory.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    undoMerge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The merge's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is undone */
            204: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such merge that the caller may undo */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.not_found",
                     *       "title": "Memory not found",
                     *       "status": 404,
                     *       "detail": "There is no such entity that you may read.",
                     *       "code": "memory.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A merged entity's name has been taken by another one, or the scope's memory is full */
            409: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.quota_exceeded",
                     *       "title": "Memory quota exceeded",
                     *       "status": 409,
                     *       "detail": "The workspace's memory is full.",
                     *       "code": "memory.quota_exceeded",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    findDuplicates: {
        parameters: {
            query?: {
                /** @description Only in this scope */
                scope?: components["schemas"]["MemoryScopeText"];
                /** @description Also in this agent's own memory */
                agent?: components["schemas"]["AgentNameText"];
                /** @description The least cosine similarity of pairs whose names differ; 0.9 unless given */
                minSimilarity?: components["schemas"]["ShareNumber"];
                limit?: components["schemas"]["PageLimit"];
                cursor?: components["schemas"]["PageCursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "entities": [
                     *             {
                     *               "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "scope": "agent-only",
                     *               "agent": "DataAnalyzer",
                     *               "name": "text",
                     *               "type": "text",
                     *               "observations": [
                     *                 {
                     *                   "text": "text",
                     *                   "recordedAt": "2026-11-23T12:00:00.000Z",
                     *                   "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *                   "provenance": {
                     *                     "agent": "DataAnalyzer",
                     *                     "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                     "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                     "source": null
                     *                   },
                     *                   "mergedFrom": {
                     *                     "entity": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                     "at": "2026-11-23T12:00:00.000Z"
                     *                   }
                     *                 }
                     *               ],
                     *               "metadata": {},
                     *               "pinned": true,
                     *               "provenance": {
                     *                 "agent": "DataAnalyzer",
                     *                 "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                 "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                 "source": null
                     *               },
                     *               "validFrom": "2026-11-23T12:00:00.000Z",
                     *               "validTo": "2026-11-23T12:00:00.000Z",
                     *               "recordedAt": "2026-11-23T12:00:00.000Z",
                     *               "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *               "mergedInto": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11"
                     *             },
                     *             {
                     *               "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "scope": "agent-only",
                     *               "agent": "DataAnalyzer",
                     *               "name": "text",
                     *               "type": "text",
                     *               "observations": [
                     *                 {
                     *                   "text": "text",
                     *                   "recordedAt": "2026-11-23T12:00:00.000Z",
                     *                   "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *                   "provenance": {
                     *                     "agent": "DataAnalyzer",
                     *                     "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                     "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                     "source": null
                     *                   },
                     *                   "mergedFrom": {
                     *                     "entity": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                     "at": "2026-11-23T12:00:00.000Z"
                     *                   }
                     *                 }
                     *               ],
                     *               "metadata": {},
                     *               "pinned": true,
                     *               "provenance": {
                     *                 "agent": "DataAnalyzer",
                     *                 "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                 "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                 "source": null
                     *               },
                     *               "validFrom": "2026-11-23T12:00:00.000Z",
                     *               "validTo": "2026-11-23T12:00:00.000Z",
                     *               "recordedAt": "2026-11-23T12:00:00.000Z",
                     *               "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *               "mergedInto": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11"
                     *             }
                     *           ],
                     *           "sameName": true,
                     *           "similarity": null
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryDuplicatesPage"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMemoryGraph: {
        parameters: {
            query: {
                /** @description both unless given */
                direction?: components["schemas"]["DirectionText"];
                /** @description Follow only relations of this type; may be repeated */
                type?: components["schemas"]["MemoryTypeText"][];
                /** @description Follow only relations of at least this strength */
                minStrength?: components["schemas"]["ShareNumber"];
                /** @description As it was known at this time; now unless given */
                asOf?: components["schemas"]["DateTimeText"];
                /** @description As it was true in the world at this time; the time of asOf unless given */
                validAt?: components["schemas"]["DateTimeText"];
                /** @description The id of the entity to start from */
                entity: components["schemas"]["Uuid"];
                /** @description The greatest distance, in relations; 1 unless given */
                depth?: components["schemas"]["DepthNumber"];
                /** @description The most entities; 50 unless given */
                limit?: components["schemas"]["GraphLimit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "entities": [
                     *         {
                     *           "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "scope": "agent-only",
                     *           "agent": "DataAnalyzer",
                     *           "name": "text",
                     *           "type": "text",
                     *           "observations": [
                     *             {
                     *               "text": "text",
                     *               "recordedAt": "2026-11-23T12:00:00.000Z",
                     *               "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *               "provenance": {
                     *                 "agent": "DataAnalyzer",
                     *                 "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                 "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                 "source": null
                     *               },
                     *               "mergedFrom": {
                     *                 "entity": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                 "at": "2026-11-23T12:00:00.000Z"
                     *               }
                     *             }
                     *           ],
                     *           "metadata": {},
                     *           "pinned": true,
                     *           "provenance": {
                     *             "agent": "DataAnalyzer",
                     *             "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "source": null
                     *           },
                     *           "validFrom": "2026-11-23T12:00:00.000Z",
                     *           "validTo": "2026-11-23T12:00:00.000Z",
                     *           "recordedAt": "2026-11-23T12:00:00.000Z",
                     *           "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *           "mergedInto": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11"
                     *         }
                     *       ],
                     *       "relations": [
                     *         {
                     *           "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "scope": "agent-only",
                     *           "agent": "DataAnalyzer",
                     *           "from": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "to": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "type": "text",
                     *           "strength": 1,
                     *           "confidence": 1,
                     *           "directed": true,
                     *           "metadata": {},
                     *           "provenance": {
                     *             "agent": "DataAnalyzer",
                     *             "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "source": null
                     *           },
                     *           "validFrom": "2026-11-23T12:00:00.000Z",
                     *           "validTo": "2026-11-23T12:00:00.000Z",
                     *           "recordedAt": "2026-11-23T12:00:00.000Z",
                     *           "invalidatedAt": "2026-11-23T12:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryGraphView"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such entity that the caller may read */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.not_found",
                     *       "title": "Memory not found",
                     *       "status": 404,
                     *       "detail": "There is no such entity that you may read.",
                     *       "code": "memory.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    traverseMemory: {
        parameters: {
            query: {
                /** @description both unless given */
                direction?: components["schemas"]["DirectionText"];
                /** @description Follow only relations of this type; may be repeated */
                type?: components["schemas"]["MemoryTypeText"][];
                /** @description Follow only relations of at least this strength */
                minStrength?: components["schemas"]["ShareNumber"];
                /** @description As it was known at this time; now unless given */
                asOf?: components["schemas"]["DateTimeText"];
                /** @description As it was true in the world at this time; the time of asOf unless given */
                validAt?: components["schemas"]["DateTimeText"];
                /** @description The id of the entity to start from */
                entity: components["schemas"]["Uuid"];
                /** @description The greatest distance, in relations; 1 unless given */
                depth?: components["schemas"]["DepthNumber"];
                /** @description The most entities; 50 unless given */
                limit?: components["schemas"]["GraphLimit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "entity": {
                     *             "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "scope": "agent-only",
                     *             "agent": "DataAnalyzer",
                     *             "name": "text",
                     *             "type": "text",
                     *             "observations": [
                     *               {
                     *                 "text": "text",
                     *                 "recordedAt": "2026-11-23T12:00:00.000Z",
                     *                 "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *                 "provenance": {
                     *                   "agent": "DataAnalyzer",
                     *                   "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                   "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                   "source": null
                     *                 },
                     *                 "mergedFrom": {
                     *                   "entity": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                   "at": "2026-11-23T12:00:00.000Z"
                     *                 }
                     *               }
                     *             ],
                     *             "metadata": {},
                     *             "pinned": true,
                     *             "provenance": {
                     *               "agent": "DataAnalyzer",
                     *               "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "source": null
                     *             },
                     *             "validFrom": "2026-11-23T12:00:00.000Z",
                     *             "validTo": "2026-11-23T12:00:00.000Z",
                     *             "recordedAt": "2026-11-23T12:00:00.000Z",
                     *             "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *             "mergedInto": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11"
                     *           },
                     *           "depth": 1,
                     *           "by": {
                     *             "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "scope": "agent-only",
                     *             "agent": "DataAnalyzer",
                     *             "from": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "to": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "type": "text",
                     *             "strength": 1,
                     *             "confidence": 1,
                     *             "directed": true,
                     *             "metadata": {},
                     *             "provenance": {
                     *               "agent": "DataAnalyzer",
                     *               "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "source": null
                     *             },
                     *             "validFrom": "2026-11-23T12:00:00.000Z",
                     *             "validTo": "2026-11-23T12:00:00.000Z",
                     *             "recordedAt": "2026-11-23T12:00:00.000Z",
                     *             "invalidatedAt": "2026-11-23T12:00:00.000Z"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryWalk"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such entity that the caller may read */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.not_found",
                     *       "title": "Memory not found",
                     *       "status": 404,
                     *       "detail": "There is no such entity that you may read.",
                     *       "code": "memory.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    findMemoryPath: {
        parameters: {
            query: {
                /** @description both unless given */
                direction?: components["schemas"]["DirectionText"];
                /** @description Follow only relations of this type; may be repeated */
                type?: components["schemas"]["MemoryTypeText"][];
                /** @description Follow only relations of at least this strength */
                minStrength?: components["schemas"]["ShareNumber"];
                /** @description As it was known at this time; now unless given */
                asOf?: components["schemas"]["DateTimeText"];
                /** @description As it was true in the world at this time; the time of asOf unless given */
                validAt?: components["schemas"]["DateTimeText"];
                /** @description The id of the first entity */
                from: components["schemas"]["Uuid"];
                /** @description The id of the last entity */
                to: components["schemas"]["Uuid"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "hops": null,
                     *       "items": [
                     *         {
                     *           "entity": {
                     *             "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "scope": "agent-only",
                     *             "agent": "DataAnalyzer",
                     *             "name": "text",
                     *             "type": "text",
                     *             "observations": [
                     *               {
                     *                 "text": "text",
                     *                 "recordedAt": "2026-11-23T12:00:00.000Z",
                     *                 "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *                 "provenance": {
                     *                   "agent": "DataAnalyzer",
                     *                   "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                   "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                   "source": null
                     *                 },
                     *                 "mergedFrom": {
                     *                   "entity": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                   "at": "2026-11-23T12:00:00.000Z"
                     *                 }
                     *               }
                     *             ],
                     *             "metadata": {},
                     *             "pinned": true,
                     *             "provenance": {
                     *               "agent": "DataAnalyzer",
                     *               "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "source": null
                     *             },
                     *             "validFrom": "2026-11-23T12:00:00.000Z",
                     *             "validTo": "2026-11-23T12:00:00.000Z",
                     *             "recordedAt": "2026-11-23T12:00:00.000Z",
                     *             "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *             "mergedInto": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11"
                     *           },
                     *           "depth": 1,
                     *           "by": {
                     *             "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "scope": "agent-only",
                     *             "agent": "DataAnalyzer",
                     *             "from": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "to": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "type": "text",
                     *             "strength": 1,
                     *             "confidence": 1,
                     *             "directed": true,
                     *             "metadata": {},
                     *             "provenance": {
                     *               "agent": "DataAnalyzer",
                     *               "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "source": null
                     *             },
                     *             "validFrom": "2026-11-23T12:00:00.000Z",
                     *             "validTo": "2026-11-23T12:00:00.000Z",
                     *             "recordedAt": "2026-11-23T12:00:00.000Z",
                     *             "invalidatedAt": "2026-11-23T12:00:00.000Z"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryPath"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description One of the entities does not exist, or the caller may not read it */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.not_found",
                     *       "title": "Memory not found",
                     *       "status": 404,
                     *       "detail": "There is no such entity that you may read.",
                     *       "code": "memory.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEntities: {
        parameters: {
            query?: {
                /** @description Only in this scope */
                scope?: components["schemas"]["MemoryScopeText"];
                /** @description Also list this agent's own memory */
                agent?: components["schemas"]["AgentNameText"];
                /** @description Only of this name, compared without case */
                name?: components["schemas"]["EntityNameText"];
                /** @description Only of this type; may be repeated */
                type?: components["schemas"]["MemoryTypeText"][];
                /** @description Recorded at or after */
                since?: components["schemas"]["DateTimeText"];
                /** @description Recorded before */
                until?: components["schemas"]["DateTimeText"];
                /** @description As it was known at this time; now unless given */
                asOf?: components["schemas"]["DateTimeText"];
                /** @description As it was true in the world at this time; the time of asOf unless given */
                validAt?: components["schemas"]["DateTimeText"];
                limit?: components["schemas"]["PageLimit"];
                cursor?: components["schemas"]["PageCursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "scope": "agent-only",
                     *           "agent": "DataAnalyzer",
                     *           "name": "text",
                     *           "type": "text",
                     *           "observations": [
                     *             {
                     *               "text": "text",
                     *               "recordedAt": "2026-11-23T12:00:00.000Z",
                     *               "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *               "provenance": {
                     *                 "agent": "DataAnalyzer",
                     *                 "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                 "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                 "source": null
                     *               },
                     *               "mergedFrom": {
                     *                 "entity": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                 "at": "2026-11-23T12:00:00.000Z"
                     *               }
                     *             }
                     *           ],
                     *           "metadata": {},
                     *           "pinned": true,
                     *           "provenance": {
                     *             "agent": "DataAnalyzer",
                     *             "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "source": null
                     *           },
                     *           "validFrom": "2026-11-23T12:00:00.000Z",
                     *           "validTo": "2026-11-23T12:00:00.000Z",
                     *           "recordedAt": "2026-11-23T12:00:00.000Z",
                     *           "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *           "mergedInto": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryEntityPage"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    storeEntity: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeating the request safe */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Ada",
                 *       "type": "person",
                 *       "observations": [
                 *         "Ada prefers tea to coffee."
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["StoreEntity"];
            };
        };
        responses: {
            /** @description It is stored */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "outcome": "created",
                     *       "entity": {
                     *         "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *         "scope": "agent-only",
                     *         "agent": "DataAnalyzer",
                     *         "name": "text",
                     *         "type": "text",
                     *         "observations": [
                     *           {
                     *             "text": "text",
                     *             "recordedAt": "2026-11-23T12:00:00.000Z",
                     *             "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *             "provenance": {
                     *               "agent": "DataAnalyzer",
                     *               "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "source": null
                     *             },
                     *             "mergedFrom": {
                     *               "entity": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "at": "2026-11-23T12:00:00.000Z"
                     *             }
                     *           }
                     *         ],
                     *         "metadata": {},
                     *         "pinned": true,
                     *         "provenance": {
                     *           "agent": "DataAnalyzer",
                     *           "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "source": null
                     *         },
                     *         "validFrom": "2026-11-23T12:00:00.000Z",
                     *         "validTo": "2026-11-23T12:00:00.000Z",
                     *         "recordedAt": "2026-11-23T12:00:00.000Z",
                     *         "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *         "mergedInto": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["StoredEntity"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The scope's memory is full, or the Idempotency-Key was used for another request */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.quota_exceeded",
                     *       "title": "Memory quota exceeded",
                     *       "status": 409,
                     *       "detail": "The workspace's memory is full.",
                     *       "code": "memory.quota_exceeded",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEntity: {
        parameters: {
            query?: {
                /** @description As it was known at this time; now unless given */
                asOf?: components["schemas"]["DateTimeText"];
                /** @description As it was true in the world at this time; the time of asOf unless given */
                validAt?: components["schemas"]["DateTimeText"];
            };
            header?: never;
            path: {
                /** @description The entity's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "scope": "agent-only",
                     *       "agent": "DataAnalyzer",
                     *       "name": "text",
                     *       "type": "text",
                     *       "observations": [
                     *         {
                     *           "text": "text",
                     *           "recordedAt": "2026-11-23T12:00:00.000Z",
                     *           "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *           "provenance": {
                     *             "agent": "DataAnalyzer",
                     *             "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "source": null
                     *           },
                     *           "mergedFrom": {
                     *             "entity": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "at": "2026-11-23T12:00:00.000Z"
                     *           }
                     *         }
                     *       ],
                     *       "metadata": {},
                     *       "pinned": true,
                     *       "provenance": {
                     *         "agent": "DataAnalyzer",
                     *         "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *         "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *         "source": null
                     *       },
                     *       "validFrom": "2026-11-23T12:00:00.000Z",
                     *       "validTo": "2026-11-23T12:00:00.000Z",
                     *       "recordedAt": "2026-11-23T12:00:00.000Z",
                     *       "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *       "mergedInto": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11"
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryEntity"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such entity that the caller may read */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.not_found",
                     *       "title": "Memory not found",
                     *       "status": 404,
                     *       "detail": "There is no such entity that you may read.",
                     *       "code": "memory.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteEntity: {
        parameters: {
            query?: {
                /** @description Erase it; false unless given */
                erase?: components["schemas"]["FlagText"];
            };
            header?: {
                /** @description Do it only if the entity's ETag is this one */
                "If-Match"?: components["schemas"]["IfMatch"];
            };
            path: {
                /** @description The entity's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is forgotten or erased */
            204: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such entity that the caller may change */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.not_found",
                     *       "title": "Memory not found",
                     *       "status": 404,
                     *       "detail": "There is no such entity that you may read.",
                     *       "code": "memory.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The entity has changed: its ETag is not the one in If-Match */
            412: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.precondition_failed",
                     *       "title": "Precondition failed",
                     *       "status": 412,
                     *       "detail": "The entity has changed since it was read.",
                     *       "code": "request.precondition_failed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeEntity: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only if its ETag is this one */
                "If-Match"?: components["schemas"]["IfMatch"];
            };
            path: {
                /** @description The entity's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pinned": true
                 *     }
                 */
                "application/json": components["schemas"]["ChangeEntity"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "scope": "agent-only",
                     *       "agent": "DataAnalyzer",
                     *       "name": "text",
                     *       "type": "text",
                     *       "observations": [
                     *         {
                     *           "text": "text",
                     *           "recordedAt": "2026-11-23T12:00:00.000Z",
                     *           "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *           "provenance": {
                     *             "agent": "DataAnalyzer",
                     *             "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "source": null
                     *           },
                     *           "mergedFrom": {
                     *             "entity": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "at": "2026-11-23T12:00:00.000Z"
                     *           }
                     *         }
                     *       ],
                     *       "metadata": {},
                     *       "pinned": true,
                     *       "provenance": {
                     *         "agent": "DataAnalyzer",
                     *         "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *         "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *         "source": null
                     *       },
                     *       "validFrom": "2026-11-23T12:00:00.000Z",
                     *       "validTo": "2026-11-23T12:00:00.000Z",
                     *       "recordedAt": "2026-11-23T12:00:00.000Z",
                     *       "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *       "mergedInto": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11"
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryEntity"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such entity that the caller may change */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.not_found",
                     *       "title": "Memory not found",
                     *       "status": 404,
                     *       "detail": "There is no such entity that you may read.",
                     *       "code": "memory.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Another entity of the scope has that name and type */
            409: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.quota_exceeded",
                     *       "title": "Memory quota exceeded",
                     *       "status": 409,
                     *       "detail": "The workspace's memory is full.",
                     *       "code": "memory.quota_exceeded",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The entity has changed: its ETag is not the one in If-Match */
            412: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.precondition_failed",
                     *       "title": "Precondition failed",
                     *       "status": 412,
                     *       "detail": "The entity has changed since it was read.",
                     *       "code": "request.precondition_failed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    searchMemory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "Which drink does Ada like?",
                 *       "limit": 5
                 *     }
                 */
                "application/json": components["schemas"]["SearchMemory"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "entity": {
                     *             "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *             "scope": "agent-only",
                     *             "agent": "DataAnalyzer",
                     *             "name": "text",
                     *             "type": "text",
                     *             "observations": [
                     *               {
                     *                 "text": "text",
                     *                 "recordedAt": "2026-11-23T12:00:00.000Z",
                     *                 "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *                 "provenance": {
                     *                   "agent": "DataAnalyzer",
                     *                   "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                   "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                   "source": null
                     *                 },
                     *                 "mergedFrom": {
                     *                   "entity": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *                   "at": "2026-11-23T12:00:00.000Z"
                     *                 }
                     *               }
                     *             ],
                     *             "metadata": {},
                     *             "pinned": true,
                     *             "provenance": {
                     *               "agent": "DataAnalyzer",
                     *               "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "messageId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "source": null
                     *             },
                     *             "validFrom": "2026-11-23T12:00:00.000Z",
                     *             "validTo": "2026-11-23T12:00:00.000Z",
                     *             "recordedAt": "2026-11-23T12:00:00.000Z",
                     *             "invalidatedAt": "2026-11-23T12:00:00.000Z",
                     *             "mergedInto": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11"
                     *           },
                     *           "score": 1,
                     *           "parts": {
                     *             "similarity": null,
                     *             "semanticRank": null,
                     *             "keywordRank": null,
                     *             "wordShare": null,
                     *             "hops": null,
                     *             "reached": {
                     *               "start": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "similarity": null,
                     *               "wordShare": null,
                     *               "relation": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *               "from": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11"
                     *             },
                     *             "freshness": 1
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryMatches"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The memory or its embedding model does not answer */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMemoryStatistics: {
        parameters: {
            query?: {
                /** @description Also count this agent's own memory */
                agent?: components["schemas"]["AgentNameText"];
                /** @description As it was known at this time; now unless given */
                asOf?: components["schemas"]["DateTimeText"];
                /** @description As it was true in the world at this time; the time of asOf unless given */
                validAt?: components["schemas"]["DateTimeText"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "backend": "text",
                     *       "embeddingModel": "text",
                     *       "entities": 1,
                     *       "observations": 1,
                     *       "relations": 1,
                     *       "scopes": [
                     *         {
                     *           "scope": "agent-only",
                     *           "agent": "DataAnalyzer",
                     *           "entities": 1,
                     *           "observations": 1,
                     *           "relations": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryStatisticsView"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listErasures: {
        parameters: {
            query?: {
                limit?: components["schemas"]["PageLimit"];
                cursor?: components["schemas"]["PageCursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "kind": "entity",
                     *           "erasedAt": "2026-11-23T12:00:00.000Z",
                     *           "entity": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "recordedAt": "2026-11-23T12:00:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["MemoryErasurePage"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:memory.unavailable",
                     *       "title": "The memory is unavailable",
                     *       "status": 503,
                     *       "detail": "The memory does not answer.",
                     *       "code": "memory.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Those about this agent */
                agent?: components["schemas"]["AgentNameText"];
                /** @description Those of this kind */
                kind?: components["schemas"]["EventKind"];
                /** @description Those at or after this time */
                since?: components["schemas"]["DateTimeText"];
                /** @description Those before this time */
                until?: components["schemas"]["DateTimeText"];
                limit?: components["schemas"]["PageLimit"];
                cursor?: components["schemas"]["PageCursor"];
            };
            header?: {
                /** @description For a stream: continue after this event */
                "Last-Event-ID"?: components["schemas"]["LastEventId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "seq": 1204,
                     *           "time": "2026-11-23T11:58:03.120Z",
                     *           "kind": "message.replied",
                     *           "agent": "DataAnalyzer",
                     *           "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *           "data": {
                     *             "performative": "inform"
                     *           }
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["EventPage"];
                    /**
                     * @example {
                     *       "id": "1204",
                     *       "event": "message.received",
                     *       "data": "{\"seq\":1204,\"time\":\"2026-11-23T11:58:03.120Z\",\"kind\":\"message.received\",\"agent\":null,\"conversationId\":null,\"traceId\":null,\"data\":{}}"
                     *     }
                     */
                    "text/event-stream": components["schemas"]["StreamedEvent"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listConversations: {
        parameters: {
            query?: {
                /** @description Those in this state */
                state?: components["schemas"]["ConversationStateText"];
                /** @description Those with this protocol */
                protocol?: components["schemas"]["ProtocolText"];
                /** @description Those with this participant */
                participant?: components["schemas"]["SenderText"];
                limit?: components["schemas"]["PageLimit"];
                cursor?: components["schemas"]["PageCursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "protocol": "request-reply",
                     *           "state": "completed",
                     *           "outcome": "answered",
                     *           "error": null,
                     *           "initiator": "user:ada",
                     *           "staysOpen": false,
                     *           "createdAt": "2026-11-23T11:58:00.000Z",
                     *           "updatedAt": "2026-11-23T11:58:03.120Z",
                     *           "expiresAt": "2026-11-24T11:58:00.000Z",
                     *           "participants": [
                     *             {
                     *               "participant": "user:ada",
                     *               "versionHash": null
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ConversationPage"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openConversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeating the request safe */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "protocol": "request-reply",
                 *       "expiresAt": "2036-11-23T12:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["OpenConversation"];
            };
        };
        responses: {
            /** @description The conversation was opened */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "protocol": "request-reply",
                     *       "state": "completed",
                     *       "outcome": "answered",
                     *       "error": null,
                     *       "initiator": "user:ada",
                     *       "staysOpen": false,
                     *       "createdAt": "2026-11-23T11:58:00.000Z",
                     *       "updatedAt": "2026-11-23T11:58:03.120Z",
                     *       "expiresAt": "2026-11-24T11:58:00.000Z",
                     *       "participants": [
                     *         {
                     *           "participant": "user:ada",
                     *           "versionHash": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is a conversation of that id, or the Idempotency-Key was used for another request */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:conversation.finished",
                     *       "title": "The conversation is finished",
                     *       "status": 409,
                     *       "detail": "The conversation is completed; it takes no further message.",
                     *       "code": "conversation.finished",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "protocol": "request-reply",
                     *       "state": "initiated",
                     *       "outcome": null,
                     *       "error": {
                     *         "code": "text",
                     *         "message": "text"
                     *       },
                     *       "initiator": "user:ada",
                     *       "staysOpen": true,
                     *       "createdAt": "2026-11-23T12:00:00.000Z",
                     *       "updatedAt": "2026-11-23T12:00:00.000Z",
                     *       "expiresAt": "2026-11-23T12:00:00.000Z",
                     *       "participants": [
                     *         {
                     *           "participant": "user:ada",
                     *           "versionHash": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed"
                     *         }
                     *       ],
                     *       "pendingApprovals": [
                     *         {
                     *           "id": "0d9c4c5e-1f0b-8c6e-9d57-0f0e3f0f5a11",
                     *           "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "messageId": "7a1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a12",
                     *           "agent": "Bookkeeper",
                     *           "tool": "pay_invoice",
                     *           "arguments": {
                     *             "invoice": "2026-118",
                     *             "amount": 120
                     *           },
                     *           "state": "pending",
                     *           "reason": null,
                     *           "decidedBy": null,
                     *           "requestedAt": "2026-11-23T11:58:03.120Z",
                     *           "expiresAt": "2026-11-24T11:58:03.120Z",
                     *           "decidedAt": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ConversationDetails"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such conversation */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:conversation.not_found",
                     *       "title": "Conversation not found",
                     *       "status": 404,
                     *       "detail": "There is no conversation with that id.",
                     *       "code": "conversation.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listConversationMessages: {
        parameters: {
            query?: {
                limit?: components["schemas"]["PageLimit"];
                cursor?: components["schemas"]["PageCursor"];
            };
            header?: never;
            path: {
                /** @description The conversation's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0b4e9f57-3c0b-4f6e-8f43-5c7a4c1c9d21",
                     *           "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "performative": "inform",
                     *           "sender": "agent:DataAnalyzer",
                     *           "receivers": [],
                     *           "targetCapability": null,
                     *           "replyTo": null,
                     *           "content": "sales.csv has 1,204 rows.",
                     *           "language": "en",
                     *           "encoding": null,
                     *           "ontology": null,
                     *           "protocol": "request-reply",
                     *           "replyWith": null,
                     *           "inReplyTo": "q1",
                     *           "replyBy": null,
                     *           "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *           "spanId": "00f067aa0ba902b7",
                     *           "timestamp": "2026-11-23T11:58:03.120Z",
                     *           "status": "settled",
                     *           "answers": "8c0f6a57-1f5b-4f0e-9a39-3f6d0b0b7c11"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["MessagePage"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such conversation */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:conversation.not_found",
                     *       "title": "Conversation not found",
                     *       "status": 404,
                     *       "detail": "There is no conversation with that id.",
                     *       "code": "conversation.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sendConversationMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Whether to wait for the replies */
                Prefer?: components["schemas"]["Prefer"];
                /** @description Makes repeating the request safe */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path: {
                /** @description The conversation's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "performative": "request",
                 *       "targetCapability": "data-analysis",
                 *       "content": {
                 *         "request": "How many rows has sales.csv?"
                 *       },
                 *       "replyWith": "q1",
                 *       "protocol": "request-reply",
                 *       "language": "en"
                 *     }
                 */
                "application/json": components["schemas"]["SendMessage"];
            };
        };
        responses: {
            /** @description The message was accepted, and these are the replies */
            200: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "messageId": "8c0f6a57-1f5b-4f0e-9a39-3f6d0b0b7c11",
                     *       "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "deliveredTo": [
                     *         "DataAnalyzer"
                     *       ],
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "replies": null
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedMessage"];
                };
            };
            /** @description The message was accepted */
            202: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "messageId": "8c0f6a57-1f5b-4f0e-9a39-3f6d0b0b7c11",
                     *       "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "deliveredTo": [
                     *         "DataAnalyzer"
                     *       ],
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "replies": null
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedMessage"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such conversation, no agent provides the capability, or there is no such agent */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:conversation.not_found",
                     *       "title": "Conversation not found",
                     *       "status": 404,
                     *       "detail": "There is no conversation with that id.",
                     *       "code": "conversation.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The message id is taken, the conversation is finished, its protocol does not allow the message, or the Idempotency-Key was used for another request */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:conversation.finished",
                     *       "title": "The conversation is finished",
                     *       "status": 409,
                     *       "detail": "The conversation is completed; it takes no further message.",
                     *       "code": "conversation.finished",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sendConversationBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Whether to wait for the replies */
                Prefer?: components["schemas"]["Prefer"];
                /** @description Makes repeating the request safe */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path: {
                /** @description The conversation's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example [
                 *       {
                 *         "performative": "request",
                 *         "targetCapability": "data-analysis",
                 *         "content": {
                 *           "request": "How many rows has sales.csv?"
                 *         },
                 *         "replyWith": "q1",
                 *         "protocol": "request-reply",
                 *         "language": "en"
                 *       },
                 *       {
                 *         "performative": "request",
                 *         "targetCapability": "data-analysis",
                 *         "content": "How are you?",
                 *         "replyWith": "q1",
                 *         "protocol": "request-reply",
                 *         "language": "en"
                 *       }
                 *     ]
                 */
                "application/json": components["schemas"]["SendMessage"][];
                /**
                 * @example {"performative":"request","targetCapability":"data-analysis","content":{"request":"How many rows has sales.csv?"},"replyWith":"q1","protocol":"request-reply","language":"en"}
                 *     {"performative":"request","targetCapability":"data-analysis","content":"How are you?","replyWith":"q1","protocol":"request-reply","language":"en"}
                 */
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description The batch was accepted, and these are the replies */
            200: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "batchId": "8c0f6a57-1f5b-4f0e-9a39-3f6d0b000000",
                     *       "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "deliveredTo": "WordCount",
                     *       "size": 2,
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "replies": [
                     *         {
                     *           "performative": "inform",
                     *           "content": {
                     *             "words": 4
                     *           }
                     *         },
                     *         {
                     *           "performative": "inform",
                     *           "content": {
                     *             "words": 7
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedBatch"];
                };
            };
            /** @description The batch was accepted */
            202: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "batchId": "8c0f6a57-1f5b-4f0e-9a39-3f6d0b000000",
                     *       "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "deliveredTo": "WordCount",
                     *       "size": 2,
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "replies": [
                     *         {
                     *           "performative": "inform",
                     *           "content": {
                     *             "words": 4
                     *           }
                     *         },
                     *         {
                     *           "performative": "inform",
                     *           "content": {
                     *             "words": 7
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedBatch"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such conversation, no agent provides the capability, or there is no such agent */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:conversation.not_found",
                     *       "title": "Conversation not found",
                     *       "status": 404,
                     *       "detail": "There is no conversation with that id.",
                     *       "code": "conversation.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The conversation does not take the messages, or the Idempotency-Key was used for another request */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:conversation.finished",
                     *       "title": "The conversation is finished",
                     *       "status": 409,
                     *       "detail": "The conversation is completed; it takes no further message.",
                     *       "code": "conversation.finished",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "protocol": "request-reply",
                     *       "state": "completed",
                     *       "outcome": "answered",
                     *       "error": null,
                     *       "initiator": "user:ada",
                     *       "staysOpen": false,
                     *       "createdAt": "2026-11-23T11:58:00.000Z",
                     *       "updatedAt": "2026-11-23T11:58:03.120Z",
                     *       "expiresAt": "2026-11-24T11:58:00.000Z",
                     *       "participants": [
                     *         {
                     *           "participant": "user:ada",
                     *           "versionHash": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such conversation */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:conversation.not_found",
                     *       "title": "Conversation not found",
                     *       "status": 404,
                     *       "detail": "There is no conversation with that id.",
                     *       "code": "conversation.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The conversation is finished already */
            409: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:conversation.finished",
                     *       "title": "The conversation is finished",
                     *       "status": 409,
                     *       "detail": "The conversation is completed; it takes no further message.",
                     *       "code": "conversation.finished",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    followConversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Continue after this event */
                "Last-Event-ID"?: components["schemas"]["LastEventId"];
            };
            path: {
                /** @description The conversation's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "1204",
                     *       "event": "message.received",
                     *       "data": "{\"seq\":1204,\"time\":\"2026-11-23T11:58:03.120Z\",\"kind\":\"message.received\",\"agent\":null,\"conversationId\":null,\"traceId\":null,\"data\":{}}"
                     *     }
                     */
                    "text/event-stream": components["schemas"]["StreamedEvent"];
                };
            };
            /** @description The conversation is finished, and you have all its events: do not reconnect */
            204: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such conversation */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:conversation.not_found",
                     *       "title": "Conversation not found",
                     *       "status": 404,
                     *       "detail": "There is no conversation with that id.",
                     *       "code": "conversation.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCapabilities: {
        parameters: {
            query?: {
                limit?: components["schemas"]["PageLimit"];
                cursor?: components["schemas"]["PageCursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "name": "poetry",
                     *           "description": "write short poems",
                     *           "providers": [
                     *             "Haiku"
                     *           ]
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["CapabilityPage"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCapability: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The capability */
                capability: components["schemas"]["CapabilityText"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "data-analysis",
                     *       "providers": [
                     *         {
                     *           "agent": "DataAnalyzer",
                     *           "version": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
                     *           "description": "analyse data",
                     *           "score": {
                     *             "total": 0.93,
                     *             "priority": 0.5,
                     *             "health": 1,
                     *             "load": 1,
                     *             "latency": 0.9,
                     *             "success": 1
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CapabilityDetails"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No agent provides it; `facts.nearest` lists similar capabilities */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:routing.no_capability_providers",
                     *       "title": "No agent provides the capability",
                     *       "status": 404,
                     *       "detail": "No running agent provides “poetri”.",
                     *       "code": "routing.no_capability_providers",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listApprovals: {
        parameters: {
            query?: {
                limit?: components["schemas"]["PageLimit"];
                cursor?: components["schemas"]["PageCursor"];
            };
            header?: never;
            path: {
                /** @description The conversation's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0d9c4c5e-1f0b-8c6e-9d57-0f0e3f0f5a11",
                     *           "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "messageId": "7a1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a12",
                     *           "agent": "Bookkeeper",
                     *           "tool": "pay_invoice",
                     *           "arguments": {
                     *             "invoice": "2026-118",
                     *             "amount": 120
                     *           },
                     *           "state": "pending",
                     *           "reason": null,
                     *           "decidedBy": null,
                     *           "requestedAt": "2026-11-23T11:58:03.120Z",
                     *           "expiresAt": "2026-11-24T11:58:03.120Z",
                     *           "decidedAt": null
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ApprovalPage"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such conversation */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:agent.not_found",
                     *       "title": "Agent not found",
                     *       "status": 404,
                     *       "detail": "There is no agent called “Greter”.",
                     *       "code": "agent.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decideApproval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation's id */
                id: components["schemas"]["Uuid"];
                /** @description The approval's id */
                approvalId: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "decision": "reject",
                 *       "reason": "That invoice was paid in October."
                 *     }
                 */
                "application/json": components["schemas"]["DecideApproval"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0d9c4c5e-1f0b-8c6e-9d57-0f0e3f0f5a11",
                     *       "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "messageId": "7a1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a12",
                     *       "agent": "Bookkeeper",
                     *       "tool": "pay_invoice",
                     *       "arguments": {
                     *         "invoice": "2026-118",
                     *         "amount": 120
                     *       },
                     *       "state": "pending",
                     *       "reason": null,
                     *       "decidedBy": null,
                     *       "requestedAt": "2026-11-23T11:58:03.120Z",
                     *       "expiresAt": "2026-11-24T11:58:03.120Z",
                     *       "decidedAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Approval"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such conversation or approval */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:agent.not_found",
                     *       "title": "Agent not found",
                     *       "status": 404,
                     *       "detail": "There is no agent called “Greter”.",
                     *       "code": "agent.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It was decided differently, or is no longer pending */
            409: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:conversation.finished",
                     *       "title": "The conversation is finished",
                     *       "status": 409,
                     *       "detail": "The conversation is completed; it takes no further message.",
                     *       "code": "conversation.finished",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                limit?: components["schemas"]["PageLimit"];
                cursor?: components["schemas"]["PageCursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *           "name": "ada",
                     *           "role": "operator",
                     *           "agent": null,
                     *           "createdAt": "2026-11-23T11:58:00.000Z",
                     *           "lastUsedAt": null
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeating the request safe */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "ada",
                 *       "role": "operator"
                 *     }
                 */
                "application/json": components["schemas"]["CreateApiKey"];
            };
        };
        responses: {
            /** @description The key was created */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
                     *       "name": "ada",
                     *       "role": "operator",
                     *       "agent": null,
                     *       "createdAt": "2026-11-23T11:58:00.000Z",
                     *       "lastUsedAt": null,
                     *       "secret": "caxton_EXAMPLEexampleEXAMPLEexampleEXAMPLEexample0"
                     *     }
                     */
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The Idempotency-Key was used for another request */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.own_key",
                     *       "title": "An API key cannot revoke itself",
                     *       "status": 409,
                     *       "detail": "This is the key that the request came with.",
                     *       "code": "security.own_key",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key's id */
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key was revoked */
            204: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such key */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.key_not_found",
                     *       "title": "API key not found",
                     *       "status": 404,
                     *       "detail": "There is no API key with that id.",
                     *       "code": "security.key_not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is the key that this request came with */
            409: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.own_key",
                     *       "title": "An API key cannot revoke itself",
                     *       "status": 409,
                     *       "detail": "This is the key that the request came with.",
                     *       "code": "security.own_key",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAgents: {
        parameters: {
            query?: {
                /** @description Those that offer it */
                capability?: components["schemas"]["CapabilityText"];
                /** @description Those of this kind */
                kind?: components["schemas"]["AgentKindText"];
                /** @description Those in this state */
                state?: components["schemas"]["AgentStateText"];
                /** @description Those of this workspace */
                workspace?: components["schemas"]["WorkspaceText"];
                limit?: components["schemas"]["PageLimit"];
                cursor?: components["schemas"]["PageCursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "1204",
                     *           "workspace": "default",
                     *           "name": "DataAnalyzer",
                     *           "kind": "config",
                     *           "state": "running",
                     *           "failure": null,
                     *           "origin": "file",
                     *           "file": "data-analyzer.md",
                     *           "activeVersion": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
                     *           "version": "1.0.0",
                     *           "description": "Analyses data",
                     *           "capabilities": [
                     *             {
                     *               "name": "data-analysis",
                     *               "description": "analyse data",
                     *               "priority": 0
                     *             }
                     *           ],
                     *           "createdAt": "2026-11-23T11:58:00.000Z",
                     *           "updatedAt": "2026-11-23T11:58:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["AgentPage"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createAgent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeating the request safe */
                "Idempotency-Key"?: components["schemas"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example ---
                 *     name: Haiku
                 *     description: Writes haiku about anything
                 *     capabilities: [poetry]
                 *     ---
                 *     You write haiku. Answer with the poem alone.
                 */
                "text/markdown": string;
                /**
                 * @example name: WordCount
                 *     module: sha256:0000000000000000000000000000000000000000000000000000000000000000
                 *     capabilities: [word-count]
                 */
                "application/yaml": string;
                /**
                 * @example {
                 *       "name": "Haiku",
                 *       "description": "Writes haiku about anything",
                 *       "capabilities": [
                 *         {
                 *           "name": "poetry",
                 *           "description": "write short poems"
                 *         }
                 *       ],
                 *       "systemPrompt": "You write haiku. Answer with the poem alone."
                 *     }
                 */
                "application/json": components["schemas"]["AgentDefinitionBody"];
                /**
                 * @example {
                 *       "manifest": "---\nname: WordCount\nmodule: wordcount.wasm\ncapabilities: [word-count]\n---\nCounts words.\n",
                 *       "module": "(the bytes of wordcount.wasm)"
                 *     }
                 */
                "multipart/form-data": {
                    /** @description An agent file (Markdown, or YAML by its file name or type), or the definition in JSON. */
                    manifest: string;
                    /**
                     * Format: binary
                     * @description The WebAssembly module.
                     */
                    module: string;
                };
            };
        };
        responses: {
            /** @description The agent was created */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    ETag: components["headers"]["ETag"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "1204",
                     *       "workspace": "default",
                     *       "name": "Haiku",
                     *       "kind": "config",
                     *       "state": "running",
                     *       "failure": null,
                     *       "origin": "api",
                     *       "file": null,
                     *       "activeVersion": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
                     *       "version": "1.0.0",
                     *       "description": "Writes haiku about anything",
                     *       "capabilities": [
                     *         {
                     *           "name": "poetry",
                     *           "description": "write short poems",
                     *           "priority": 0
                     *         }
                     *       ],
                     *       "createdAt": "2026-11-23T11:58:00.000Z",
                     *       "updatedAt": "2026-11-23T11:58:00.000Z",
                     *       "definition": {
                     *         "name": "Haiku",
                     *         "systemPrompt": "You write haiku. Answer with the poem alone."
                     *       },
                     *       "source": "---\nname: Haiku\n---\nYou write haiku. Answer with the poem alone.\n",
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["AgentDetails"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is an agent of that name, or the Idempotency-Key was used for another request */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:agent.managed_by_file",
                     *       "title": "The agent is managed by its file",
                     *       "status": 409,
                     *       "detail": "Greeter follows the file greeter.md.",
                     *       "code": "agent.managed_by_file",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    validateAgent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example ---
                 *     name: Haiku
                 *     description: Writes haiku about anything
                 *     capabilities: [poetry]
                 *     ---
                 *     You write haiku. Answer with the poem alone.
                 */
                "text/markdown": string;
                /**
                 * @example name: WordCount
                 *     module: sha256:0000000000000000000000000000000000000000000000000000000000000000
                 *     capabilities: [word-count]
                 */
                "application/yaml": string;
                /**
                 * @example {
                 *       "name": "Haiku",
                 *       "description": "Writes haiku about anything",
                 *       "capabilities": [
                 *         {
                 *           "name": "poetry",
                 *           "description": "write short poems"
                 *         }
                 *       ],
                 *       "systemPrompt": "You write haiku. Answer with the poem alone."
                 *     }
                 */
                "application/json": components["schemas"]["AgentDefinitionBody"];
                /**
                 * @example {
                 *       "manifest": "---\nname: WordCount\nmodule: wordcount.wasm\ncapabilities: [word-count]\n---\nCounts words.\n",
                 *       "module": "(the bytes of wordcount.wasm)"
                 *     }
                 */
                "multipart/form-data": {
                    /** @description An agent file (Markdown, or YAML by its file name or type), or the definition in JSON. */
                    manifest: string;
                    /**
                     * Format: binary
                     * @description The WebAssembly module.
                     */
                    module: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Haiku",
                     *       "hash": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
                     *       "capabilities": [
                     *         {
                     *           "name": "poetry",
                     *           "description": "write short poems",
                     *           "priority": 0
                     *         }
                     *       ],
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["ValidAgent"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAgent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent's name */
                name: components["schemas"]["AgentNameText"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "1204",
                     *       "workspace": "default",
                     *       "name": "Haiku",
                     *       "kind": "config",
                     *       "state": "running",
                     *       "failure": null,
                     *       "origin": "api",
                     *       "file": null,
                     *       "activeVersion": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
                     *       "version": "1.0.0",
                     *       "description": "Writes haiku about anything",
                     *       "capabilities": [
                     *         {
                     *           "name": "poetry",
                     *           "description": "write short poems",
                     *           "priority": 0
                     *         }
                     *       ],
                     *       "createdAt": "2026-11-23T11:58:00.000Z",
                     *       "updatedAt": "2026-11-23T11:58:00.000Z",
                     *       "definition": {
                     *         "name": "Haiku",
                     *         "systemPrompt": "You write haiku. Answer with the poem alone."
                     *       },
                     *       "source": "---\nname: Haiku\n---\nYou write haiku. Answer with the poem alone.\n",
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["AgentDetails"];
                };
            };
            /** @description You have this version already (If-None-Match) */
            304: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such agent */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:agent.not_found",
                     *       "title": "Agent not found",
                     *       "status": 404,
                     *       "detail": "There is no agent called “Greter”.",
                     *       "code": "agent.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceAgent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Only if the agent's active version is this one */
                "If-Match"?: components["schemas"]["IfMatch"];
            };
            path: {
                /** @description The agent's name */
                name: components["schemas"]["AgentNameText"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example ---
                 *     name: Haiku
                 *     description: Writes haiku about anything
                 *     capabilities: [poetry]
                 *     ---
                 *     You write haiku. Answer with the poem alone.
                 */
                "text/markdown": string;
                /**
                 * @example name: WordCount
                 *     module: sha256:0000000000000000000000000000000000000000000000000000000000000000
                 *     capabilities: [word-count]
                 */
                "application/yaml": string;
                /**
                 * @example {
                 *       "name": "Haiku",
                 *       "description": "Writes haiku about anything",
                 *       "capabilities": [
                 *         {
                 *           "name": "poetry",
                 *           "description": "write short poems"
                 *         }
                 *       ],
                 *       "systemPrompt": "You write haiku. Answer with the poem alone."
                 *     }
                 */
                "application/json": components["schemas"]["AgentDefinitionBody"];
                /**
                 * @example {
                 *       "manifest": "---\nname: WordCount\nmodule: wordcount.wasm\ncapabilities: [word-count]\n---\nCounts words.\n",
                 *       "module": "(the bytes of wordcount.wasm)"
                 *     }
                 */
                "multipart/form-data": {
                    /** @description An agent file (Markdown, or YAML by its file name or type), or the definition in JSON. */
                    manifest: string;
                    /**
                     * Format: binary
                     * @description The WebAssembly module.
                     */
                    module: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "1204",
                     *       "workspace": "default",
                     *       "name": "Haiku",
                     *       "kind": "config",
                     *       "state": "running",
                     *       "failure": null,
                     *       "origin": "api",
                     *       "file": null,
                     *       "activeVersion": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
                     *       "version": "1.0.0",
                     *       "description": "Writes haiku about anything",
                     *       "capabilities": [
                     *         {
                     *           "name": "poetry",
                     *           "description": "write short poems",
                     *           "priority": 0
                     *         }
                     *       ],
                     *       "createdAt": "2026-11-23T11:58:00.000Z",
                     *       "updatedAt": "2026-11-23T11:58:00.000Z",
                     *       "definition": {
                     *         "name": "Haiku",
                     *         "systemPrompt": "You write haiku. Answer with the poem alone."
                     *       },
                     *       "source": "---\nname: Haiku\n---\nYou write haiku. Answer with the poem alone.\n",
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["AgentDetails"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such agent */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:agent.not_found",
                     *       "title": "Agent not found",
                     *       "status": 404,
                     *       "detail": "There is no agent called “Greter”.",
                     *       "code": "agent.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The agent is managed by its file, or its state does not allow this */
            409: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:agent.managed_by_file",
                     *       "title": "The agent is managed by its file",
                     *       "status": 409,
                     *       "detail": "Greeter follows the file greeter.md.",
                     *       "code": "agent.managed_by_file",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The active version is not the one in If-Match */
            412: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.precondition_failed",
                     *       "title": "Precondition failed",
                     *       "status": 412,
                     *       "detail": "The active version is another one.",
                     *       "code": "request.precondition_failed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than the server allows */
            413: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.too_large",
                     *       "title": "The request is too large",
                     *       "status": 413,
                     *       "detail": "The body is larger than the 1MiB that are allowed.",
                     *       "code": "request.too_large",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The format of the body is not supported */
            415: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.unsupported_media_type",
                     *       "title": "Unsupported media type",
                     *       "status": 415,
                     *       "detail": "This does not take text/plain.",
                     *       "code": "request.unsupported_media_type",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAgent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Only if the agent's active version is this one */
                "If-Match"?: components["schemas"]["IfMatch"];
            };
            path: {
                /** @description The agent's name */
                name: components["schemas"]["AgentNameText"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The agent was deleted */
            204: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such agent */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:agent.not_found",
                     *       "title": "Agent not found",
                     *       "status": 404,
                     *       "detail": "There is no agent called “Greter”.",
                     *       "code": "agent.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The agent is managed by its file, or its state does not allow this */
            409: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:agent.managed_by_file",
                     *       "title": "The agent is managed by its file",
                     *       "status": 409,
                     *       "detail": "Greeter follows the file greeter.md.",
                     *       "code": "agent.managed_by_file",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The active version is not the one in If-Match */
            412: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.precondition_failed",
                     *       "title": "Precondition failed",
                     *       "status": 412,
                     *       "detail": "The active version is another one.",
                     *       "code": "request.precondition_failed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAgentVersions: {
        parameters: {
            query?: {
                limit?: components["schemas"]["PageLimit"];
                cursor?: components["schemas"]["PageCursor"];
            };
            header?: never;
            path: {
                /** @description The agent's name */
                name: components["schemas"]["AgentNameText"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "hash": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
                     *           "version": "1.0.0",
                     *           "description": "Writes haiku about anything",
                     *           "active": true,
                     *           "createdAt": "2026-11-23T11:58:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["AgentVersionPage"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such agent */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:agent.not_found",
                     *       "title": "Agent not found",
                     *       "status": 404,
                     *       "detail": "There is no agent called “Greter”.",
                     *       "code": "agent.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startAgent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent's name */
                name: components["schemas"]["AgentNameText"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "1204",
                     *       "workspace": "default",
                     *       "name": "DataAnalyzer",
                     *       "kind": "config",
                     *       "state": "running",
                     *       "failure": null,
                     *       "origin": "file",
                     *       "file": "data-analyzer.md",
                     *       "activeVersion": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
                     *       "version": "1.0.0",
                     *       "description": "Analyses data",
                     *       "capabilities": [
                     *         {
                     *           "name": "data-analysis",
                     *           "description": "analyse data",
                     *           "priority": 0
                     *         }
                     *       ],
                     *       "createdAt": "2026-11-23T11:58:00.000Z",
                     *       "updatedAt": "2026-11-23T11:58:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Agent"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such agent */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:agent.not_found",
                     *       "title": "Agent not found",
                     *       "status": 404,
                     *       "detail": "There is no agent called “Greter”.",
                     *       "code": "agent.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The agent's state does not allow this */
            409: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:agent.managed_by_file",
                     *       "title": "The agent is managed by its file",
                     *       "status": 409,
                     *       "detail": "Greeter follows the file greeter.md.",
                     *       "code": "agent.managed_by_file",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    drainAgent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent's name */
                name: components["schemas"]["AgentNameText"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "1204",
                     *       "workspace": "default",
                     *       "name": "DataAnalyzer",
                     *       "kind": "config",
                     *       "state": "running",
                     *       "failure": null,
                     *       "origin": "file",
                     *       "file": "data-analyzer.md",
                     *       "activeVersion": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
                     *       "version": "1.0.0",
                     *       "description": "Analyses data",
                     *       "capabilities": [
                     *         {
                     *           "name": "data-analysis",
                     *           "description": "analyse data",
                     *           "priority": 0
                     *         }
                     *       ],
                     *       "createdAt": "2026-11-23T11:58:00.000Z",
                     *       "updatedAt": "2026-11-23T11:58:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Agent"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such agent */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:agent.not_found",
                     *       "title": "Agent not found",
                     *       "status": 404,
                     *       "detail": "There is no agent called “Greter”.",
                     *       "code": "agent.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The agent's state does not allow this */
            409: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:agent.managed_by_file",
                     *       "title": "The agent is managed by its file",
                     *       "status": 409,
                     *       "detail": "Greeter follows the file greeter.md.",
                     *       "code": "agent.managed_by_file",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unloadAgent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent's name */
                name: components["schemas"]["AgentNameText"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "1204",
                     *       "workspace": "default",
                     *       "name": "DataAnalyzer",
                     *       "kind": "config",
                     *       "state": "running",
                     *       "failure": null,
                     *       "origin": "file",
                     *       "file": "data-analyzer.md",
                     *       "activeVersion": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
                     *       "version": "1.0.0",
                     *       "description": "Analyses data",
                     *       "capabilities": [
                     *         {
                     *           "name": "data-analysis",
                     *           "description": "analyse data",
                     *           "priority": 0
                     *         }
                     *       ],
                     *       "createdAt": "2026-11-23T11:58:00.000Z",
                     *       "updatedAt": "2026-11-23T11:58:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Agent"];
                };
            };
            /** @description The request is malformed: the body is not JSON or incomplete, or the path is not encoded correctly */
            400: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.malformed",
                     *       "title": "Malformed request",
                     *       "status": 400,
                     *       "detail": "The body cannot be read: Unexpected end of JSON input.",
                     *       "code": "request.malformed",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has no valid API key */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.unauthenticated",
                     *       "title": "Authentication required",
                     *       "status": 401,
                     *       "detail": "This request carries no API key.",
                     *       "code": "security.unauthenticated",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role of the API key does not allow this */
            403: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:security.forbidden",
                     *       "title": "Permission denied",
                     *       "status": 403,
                     *       "detail": "This needs the role admin; the key “ada” has the role operator.",
                     *       "code": "security.forbidden",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such agent */
            404: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:agent.not_found",
                     *       "title": "Agent not found",
                     *       "status": 404,
                     *       "detail": "There is no agent called “Greter”.",
                     *       "code": "agent.not_found",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The agent's state does not allow this */
            409: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:agent.managed_by_file",
                     *       "title": "The agent is managed by its file",
                     *       "status": 409,
                     *       "detail": "Greeter follows the file greeter.md.",
                     *       "code": "agent.managed_by_file",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request has errors; `errors` lists all of them, with JSON pointers */
            422: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:request.invalid",
                     *       "title": "The request has errors",
                     *       "status": 422,
                     *       "detail": "The request has errors. /performative: “reqest” is not allowed here.",
                     *       "code": "request.invalid",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": [
                     *         {
                     *           "pointer": "/performative",
                     *           "message": "“reqest” is not allowed here.",
                     *           "suggestion": "Did you mean request?"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:internal.unexpected",
                     *       "title": "Internal error",
                     *       "status": 500,
                     *       "detail": "An unexpected error occurred.",
                     *       "code": "internal.unexpected",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A required component does not answer, or the server is stopping; try again after `Retry-After` seconds */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    traceparent: components["headers"]["traceparent"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:caxton:problem:temporal.unavailable",
                     *       "title": "Temporal is unavailable",
                     *       "status": 503,
                     *       "detail": "Temporal does not answer at 127.0.0.1:7233.",
                     *       "code": "temporal.unavailable",
                     *       "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                     *       "errors": []
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
