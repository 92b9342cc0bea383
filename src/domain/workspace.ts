/** The workspace of every agent and memory: configuring further ones is not supported yet. */
export const defaultWorkspace = "default";
