/** A guest whose calls take a while by the clock, on a machine however fast: for what happens during a call. */
import { guest } from "./guests.ts";

/** An echo that answers after so many milliseconds of work. Its agent needs processor time and execution time for them. */
export const slowEcho = (milliseconds: number): Uint8Array =>
  guest({
    imports: '(import "caxton" "now_ms" (func $now (result i64)))',
    handle: `(local $start i64) (local $left i32)
      (local.set $start (call $now))
      (loop $wait
        (local.set $left (i32.const 10000000))
        (loop $spin (br_if $spin (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
        (br_if $wait (i64.lt_s (i64.sub (call $now) (local.get $start)) (i64.const ${milliseconds}))))
      (global.set $size (local.get $len)) (i32.const 1)`,
  });

/** Settings of an agent file under which such calls end by themselves. */
export const slowLimits = "resources: { max_cpu: 1h, max_execution_time: 1h }\n";
