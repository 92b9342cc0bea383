/** The workspace of every agent and memory. Configuring others is not supported yet. */
export const defaultWorkspace = "default";
