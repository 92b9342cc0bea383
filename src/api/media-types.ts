/** The formats of request bodies beside JSON. */
export const agentFileType = "text/markdown";
/** One JSON value a line. */
export const linesType = "application/x-ndjson";
export const uploadType = "multipart/form-data";
