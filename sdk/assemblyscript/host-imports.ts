/** The host functions, with the names and types that the sandbox checks (src/sandbox/types.ts). */

// @ts-ignore: decorator
@external("caxton", "log")
export declare function hostLog(level: i32, start: usize, length: usize): void;
// @ts-ignore: decorator
@external("caxton", "now_ms")
export declare function hostNow(): i64;
// @ts-ignore: decorator
@external("caxton", "random")
export declare function hostRandom(start: usize, length: usize): void;
// @ts-ignore: decorator
@external("caxton", "host_read")
export declare function hostRead(start: usize, length: usize): usize;
// @ts-ignore: decorator
@external("caxton", "http_request")
export declare function hostHttp(start: usize, length: usize): usize;
// @ts-ignore: decorator
@external("caxton", "file_access")
export declare function hostFile(start: usize, length: usize): usize;
// @ts-ignore: decorator
@external("caxton", "sql_query")
export declare function hostSql(start: usize, length: usize): usize;
// @ts-ignore: decorator
@external("caxton", "env_get")
export declare function hostEnv(start: usize, length: usize): usize;
