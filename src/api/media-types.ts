/** Formats of request bodies other than JSON. */
export const agentFileType = "text/markdown";
/** One JSON value per line. */
export const linesType = "application/x-ndjson";
export const uploadType = "multipart/form-data";
