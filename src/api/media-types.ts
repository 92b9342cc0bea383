/** Formats of request bodies other than JSON. */
export const agentFileType = "text/markdown";
/** RFC 9512. */
export const yamlType = "application/yaml";
/** One JSON value per line. */
export const linesType = "application/x-ndjson";
export const uploadType = "multipart/form-data";
